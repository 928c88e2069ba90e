"""Ctrl-C."""

import signal

from ops.common.errors import ExitCode
from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.moments import any_moment, start_until
from rehearsal.drills.scene import Scene


def act(scene: Scene) -> None:
    """Send the signal while `ops` deploys."""
    command = start_until(scene, any_moment(scene.random))
    command.signal(signal.SIGINT)
    done = scene.ended(command)
    scene.expect(
        "the exit code says that it was interrupted, or that it had ended",
        holds=done.code in (ExitCode.INTERRUPTED, 0, -signal.SIGINT),
        detail=f"{done.code}: {done.output[-500:]}",
    )


DRILL = Drill(
    does="Ctrl-C (SIGINT) stops `ops` at a moment of the seed.",
    holds="Terraform stops in order, writes its state and releases its lock; exit code 130.",
    start=Start.READY,
    act=act,
)

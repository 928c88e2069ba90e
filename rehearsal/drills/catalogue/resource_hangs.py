"""A resource hangs."""

import signal

from ops.common.errors import ExitCode
from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.moments import DrillMoment, start_until
from rehearsal.drills.scene import Scene

_DELAY_SECONDS = 6.0


def act(scene: Scene) -> None:
    """Stop a deployment that hangs."""
    scene.cloud.fail_create("kubernetes_service_account_v1", delay=_DELAY_SECONDS)
    command = start_until(scene, DrillMoment(changes=1))
    command.signal(signal.SIGINT)
    done = scene.ended(command)
    scene.expect("the exit code is 130", holds=done.code == ExitCode.INTERRUPTED, detail=done.output[-500:])


DRILL = Drill(
    does="The creation of a service account takes 6 s; Ctrl-C stops the deployment meanwhile.",
    holds="Terraform waits for the creation, then stops in order: the account is in the state.",
    start=Start.READY,
    act=act,
)

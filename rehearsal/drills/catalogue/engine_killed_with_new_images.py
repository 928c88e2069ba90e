"""The engine is killed while it releases other images."""

from rehearsal.drills.command_run import confirmed
from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.moments import applying_moment, start_until
from rehearsal.drills.processes import engines, kill_one_of
from rehearsal.drills.scene import Scene

# Jobs are replaced, and Deployments updated.
_CHANGES = 6


def act(scene: Scene) -> None:
    """Kill the engine while it replaces Jobs, and run the commands that the message names."""
    moment = applying_moment(scene.random, most=_CHANGES)
    command = start_until(scene, moment, f"{scene.deploy_command} --image-tag second")
    kill_one_of(engines, command)
    done = scene.ended(command)
    scene.expect(
        "no rollback is tried while the lock is held and the state not known",
        holds="rollback" not in done.output,
        detail=done.output[-900:],
    )
    for line in done.remedies:
        followed = scene.run(confirmed(line))
        scene.expect(f"`{line}` works", holds=followed.code == 0, detail=followed.output[-900:])


DRILL = Drill(
    does="Terraform is killed (SIGKILL) while it releases other images than the live ones.",
    holds="Each command that the message names works, with the images of the killed run.",
    start=Start.RELEASED,
    act=act,
    runbook="recover-state.md",
)

"""A roll-back is killed."""

import signal

from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.moments import any_moment, start_until
from rehearsal.drills.scene import Scene

_DELAY_SECONDS = 2.0


def act(scene: Scene) -> None:
    """Release another tag, lose a Service, and kill the roll-back that would create it."""
    scene.run(f"{scene.deploy_command} --image-tag second")
    service = scene.cloud.list_objects("kubernetes_service_v1")[0]
    scene.cloud.delete(service.type, service.id, scope=service.scope)
    scene.cloud.fail_create(service.type, delay=_DELAY_SECONDS)
    command = start_until(scene, any_moment(scene.random, most=1), "ops rollback --yes")
    command.signal(signal.SIGKILL)
    scene.ended(command)
    done = scene.run("ops rollback --yes")
    scene.expect("the same roll-back ends well", holds=done.code == 0, detail=done.output[-900:])


DRILL = Drill(
    does="`ops rollback` is killed (SIGKILL) at a moment of the seed.",
    holds="The same command ends well, and the killed one is recorded as failed.",
    start=Start.RELEASED,
    act=act,
    runbook="rollback.md",
)

"""A roll-back fails."""

from ops.common.errors import ExitCode
from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.scene import Scene


def act(scene: Scene) -> None:
    """Fail a deployment and its roll-back."""
    service = scene.cloud.list_objects("kubernetes_service_v1")[0]
    scene.cloud.delete(service.type, service.id, scope=service.scope)
    for attempt in (1, 2):
        scene.cloud.fail_create(service.type, f"no address, attempt {attempt}")
    done = scene.deploy()
    said = " ".join(done.output.split())
    scene.expect("the deployment fails", holds=done.code == ExitCode.RELEASE_FAILED, detail=said[-900:])
    for attempt in (1, 2):
        scene.expect("both failures are named", holds=f"no address, attempt {attempt}" in said, detail=said)


DRILL = Drill(
    does="A Service is lost; its creation fails in the deployment and in the roll-back.",
    holds="The message names both failures, the release is recorded as failed, and the next one ends well.",
    start=Start.RELEASED,
    act=act,
    runbook="rollback.md",
)

"""The deployment lock has a damaged record."""

from ops.clients.azure.state_container import open_state_container
from ops.common.errors import ExitCode
from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.scene import ENVIRONMENT, Scene


def act(scene: Scene) -> None:
    """Lease the blob with garbage in it."""
    with open_state_container(scene.stacks[0].backend, environment=scene.environment) as container:
        blob = container.get_blob_client(f"{ENVIRONMENT}/deployment.lease")
        blob.upload_blob(b'{"who": "an', overwrite=True)
        blob.acquire_lease(lease_duration=-1)
    done = scene.deploy()
    scene.expect(
        "the deployment is refused as locked", holds=done.code == ExitCode.LOCKED, detail=done.output[-900:]
    )
    scene.expect("the holder is unknown", holds="unknown" in done.output, detail=done.output[-900:])


DRILL = Drill(
    does="The blob of the deployment lock holds garbage and is leased by nobody who is known.",
    holds="The message says that the holder is unknown, and `ops unlock` breaks the lock.",
    start=Start.RELEASED,
    act=act,
    runbook="break-a-lock.md",
)

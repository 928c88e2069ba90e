"""A state is half-written."""

from rehearsal.drills.blobs import blob
from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.scene import Scene


def act(scene: Scene) -> None:
    """Cut the state, look, and put the saved one back."""
    kept = scene.home.root / "saved.tfstate"
    scene.run(f"ops state pull app --out {kept}")
    with blob(scene, scene.stacks[-1].backend.key) as state:
        whole = state.download_blob().readall()
        state.upload_blob(whole[: len(whole) // 2], overwrite=True)
    done = scene.deploy()
    scene.expect("the deployment is refused", holds=done.failed, detail=done.output[-900:])
    scene.run(f"ops state push app {kept} --force --yes")


DRILL = Drill(
    does="The state of app is cut in the middle; the version before is put back with `ops state push`.",
    holds="No command plans to create everything: each says that the state cannot be read.",
    start=Start.RELEASED,
    act=act,
    runbook="recover-state.md",
)

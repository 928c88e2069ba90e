"""A state is half-written."""

from rehearsal.drills.blobs import blob, release_ids
from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.scene import ENVIRONMENT, Scene

# Nothing of a state is in them; Terraform would begin with either.
_NO_STATES = (b"{}", b"null")


def act(scene: Scene) -> None:
    """Release another tag, damage the state, try what would change something, put the saved state back."""
    scene.run(f"{scene.deploy_command} --image-tag second")
    kept = scene.home.root / "saved.tfstate"
    scene.run(f"ops state pull app --out {kept}")
    with blob(scene, scene.stacks[-1].backend.key) as state:
        whole = state.download_blob().readall()
        cut = whole[: scene.random.randrange(1, len(whole) - 2)]
        damaged = scene.random.choice((cut, *_NO_STATES))
        state.upload_blob(damaged, overwrite=True)
    scene.moment = f"{len(damaged)} of {len(whole)} bytes"
    before = release_ids(scene)
    for line in (scene.deploy_command, "ops rollback --yes", f"ops cleanup --confirm {ENVIRONMENT}"):
        done = scene.run(line)
        refused = done.failed and "nothing was planned, changed or recorded" in done.remedy
        scene.expect(f"`{line}` is refused", holds=refused, detail=done.output[-900:])
        scene.expect(
            "it names the remedy", holds="ops state push app" in done.remedy, detail=done.output[-900:]
        )
    after = release_ids(scene)
    scene.expect("no release is recorded", holds=after == before, detail=f"{before}, then {after}")
    scene.run(f"ops state push app {kept} --force --yes")


DRILL = Drill(
    does="The state of app is cut by the seed, or is JSON but no state; `ops state push` puts it back.",
    holds="Deployment, roll-back and clean-up are refused, and record nothing; each names `ops state push`.",
    start=Start.RELEASED,
    act=act,
    runbook="recover-state.md",
)

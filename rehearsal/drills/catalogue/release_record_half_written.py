"""A release record is half-written."""

from rehearsal.drills.blobs import edit_newest_release
from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.scene import Scene


def act(scene: Scene) -> None:
    """Cut the record."""
    edit_newest_release(scene, lambda content: content[: scene.random.randrange(len(content))])
    done = scene.run("ops releases")
    scene.expect(
        "it is shown as broken", holds=done.code == 0 and "broken" in done.output, detail=done.output
    )


DRILL = Drill(
    does="The record of the newest release is cut in the middle.",
    holds="`ops releases` shows it as broken, and deployments go on.",
    start=Start.RELEASED,
    act=act,
    runbook="a-release-is-stuck.md",
)

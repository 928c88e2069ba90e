"""A release record of a newer version."""

from rehearsal.drills.blobs import edit_newest_release
from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.scene import Scene


def act(scene: Scene) -> None:
    """Add a field."""
    edit_newest_release(scene, lambda content: content.replace(b"{", b'{"region": "eastus",', 1))
    done = scene.run("ops releases")
    scene.expect("it is read", holds=done.code == 0 and "broken" not in done.output, detail=done.output)
    scene.expect("it has passed", holds="passed" in done.output, detail=done.output)


DRILL = Drill(
    does="The record of the newest release has a field that this version does not know.",
    holds="The release is read without that field, and can be rolled back to.",
    start=Start.RELEASED,
    act=act,
)

"""A release record of an older version."""

import json

from rehearsal.drills.blobs import edit_newest_release
from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.scene import Scene

_LATER = ("uncommitted", "rolls_back", "reason")


def act(scene: Scene) -> None:
    """Leave out what an older version did not write."""
    edit_newest_release(scene, _older)
    done = scene.run("ops releases")
    scene.expect("it is read", holds=done.code == 0 and "passed" in done.output, detail=done.output)


def _older(content: bytes) -> bytes:
    record = json.loads(content)
    return json.dumps({name: value for name, value in record.items() if name not in _LATER}).encode()


DRILL = Drill(
    does="The record of the newest release lacks the fields that came later.",
    holds="The release is read, and can be rolled back to.",
    start=Start.RELEASED,
    act=act,
)

"""The cache of synthesized stacks is half-written."""

from ops.engine.synthesis.cache import FOLDER
from rehearsal.drills.clones import make_clone, work_in
from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.scene import Scene


def act(scene: Scene) -> None:
    """Cut each file of the cache of another clone, and deploy from there."""
    clone = make_clone(scene, "clone")
    work_in(scene, clone)
    scene.run("ops plan app")
    kept = [file for file in (clone / FOLDER).rglob("*") if file.is_file()]
    scene.expect("there is a cache", holds=bool(kept))
    for file in kept:
        whole = file.read_bytes()
        file.write_bytes(whole[: scene.random.randrange(len(whole))])


DRILL = Drill(
    does="Each file of the synthesis cache is cut in the middle, in a clone for this drill.",
    holds="The stacks are synthesized again, and no command ends in a traceback.",
    start=Start.READY,
    act=act,
)

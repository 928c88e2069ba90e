"""A newer and an older version of this repository in turn."""

from rehearsal.drills.blobs import blob, newest_release
from rehearsal.drills.clones import commit_edit, make_clone, work_in
from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.scene import ENVIRONMENT, Scene

_RECORD = "ops/delivery/releases/release.py"
_LAST_FIELD = "    uncommitted: tuple[str, ...] = ()\n"
_NEW_FIELD = "change_request"


def act(scene: Scene) -> None:
    """Deploy with both versions in turn, and roll back with the older one."""
    older, newer = make_clone(scene, "older"), make_clone(scene, "newer")
    commit_edit(newer, _RECORD, old=_LAST_FIELD, new=f'{_LAST_FIELD}    {_NEW_FIELD}: str = "CR-1"\n')
    for version, line in (
        (older, f"{scene.deploy_command} --image-tag second"),
        (newer, f"{scene.deploy_command} --image-tag third"),
        (older, "ops rollback --yes"),
        (newer, "ops rollback --yes"),
    ):
        work_in(scene, version)
        done = scene.run(line)
        scene.expect(
            f"`{line}` of the {version.name} version ends well",
            holds=done.code == 0,
            detail=done.output[-900:],
        )
        knows = _NEW_FIELD.encode() in _newest_record(scene)
        scene.expect("the record is that of the version", holds=knows is (version is newer))


def _newest_record(scene: Scene) -> bytes:
    with blob(scene, f"{ENVIRONMENT}/releases/{newest_release(scene)}/release.json") as record:
        return record.download_blob().readall()


DRILL = Drill(
    does="Two versions of this repository deploy and roll back in turn; the newer one records a field more.",
    holds="Each reads the records of the other, and every command ends well.",
    start=Start.RELEASED,
    act=act,
    runbook="rollback.md",
)

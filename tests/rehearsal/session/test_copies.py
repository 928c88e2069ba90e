"""What a copy of a rehearsal takes along."""

from pathlib import Path

from rehearsal.common.home import Home
from rehearsal.session.copies import copy_files


def test_a_copy_has_states_and_cloud_and_nothing_that_names_the_first_folder(tmp_path: Path) -> None:
    template = Home(root=tmp_path / "first")
    run = template.root / "runs" / "one"
    for file in (template.cloud, template.state / "blobs", run / "cdktf.out" / "manifest.json"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("taken")
    left = (template.record, template.terraform_rc, template.logs / "log", run / ".terraform" / "plugins")
    for file in left:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(str(tmp_path))
    (template.root / "latest").symlink_to(Path("runs") / "one")

    copy = copy_files(template, tmp_path / "second")

    found = {str(path.relative_to(copy.root)) for path in copy.root.rglob("*") if path.is_file()}
    assert {"cloud.sqlite", "state/blobs", "runs/one/cdktf.out/manifest.json"} <= found
    assert [name for name in found if str(tmp_path) in (copy.root / name).read_text()] == []
    assert (copy.root / "latest").resolve() == copy.root / "runs" / "one"

from pathlib import Path

from ops.common.run_folder import new_run
from rehearsal.common.home import Home


def _synthesized(home: Home, *, whole: bool = True) -> Path:
    folder = new_run(home.root).path / "cdktf.out"
    folder.mkdir()
    if whole:
        (folder / "manifest.json").write_text("{}")
    return folder


def test_two_runs_share_no_folder_and_the_shell_has_another(tmp_path: Path) -> None:
    home = Home(root=tmp_path)
    one, other = _synthesized(home), _synthesized(home)
    assert len({one, other, home.cdktf_output}) == 3
    assert home.synthesized in {one, other}


def test_stacks_are_those_of_the_newest_run_that_synthesized_them_all(tmp_path: Path) -> None:
    home = Home(root=tmp_path)
    whole = _synthesized(home)
    _synthesized(home, whole=False)
    assert home.synthesized == whole
    assert (tmp_path / "latest").resolve() != whole.parent


def test_without_a_run_there_are_no_stacks(tmp_path: Path) -> None:
    assert not Home(root=tmp_path).synthesized.exists()

"""The folder of a rehearsal, and its random key."""

from pathlib import Path

from ops.engine.synthesis.stacks import PROJECT
from rehearsal.common.home import Home, rehearsal_home


def test_it_is_in_the_clone_unless_another_folder_is_named(tmp_path: Path) -> None:
    assert rehearsal_home({}).root == PROJECT / ".rehearsal"
    assert rehearsal_home({"REHEARSAL_HOME": str(tmp_path)}).root == tmp_path


def test_the_key_is_random_private_and_stays_the_same(tmp_path: Path) -> None:
    home = Home(root=tmp_path / "one")
    key = home.key()
    assert len(key) == 32
    assert home.key() == key
    assert (home.root / "key").stat().st_mode & 0o777 == 0o600
    assert Home(root=tmp_path / "two").key() != key

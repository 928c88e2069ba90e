"""The folder of a rehearsal, and its random key."""

from pathlib import Path

import pytest

from ops.engine.synthesis.stacks import PROJECT
from rehearsal.common.home import Home, all_homes, rehearsal_home


def test_it_is_in_the_clone_unless_another_folder_is_named(tmp_path: Path) -> None:
    assert rehearsal_home(variables={}).root == PROJECT / ".rehearsal"
    assert rehearsal_home(variables={"REHEARSAL_HOME": str(tmp_path)}).root == tmp_path


@pytest.mark.parametrize(("name", "folder"), [("default", ".rehearsal"), ("other", ".rehearsals/other")])
def test_a_name_takes_precedence_over_the_folder_of_the_shell(name: str, folder: str) -> None:
    home = rehearsal_home(name, variables={"REHEARSAL_HOME": "/elsewhere"})
    assert home.root == PROJECT / folder
    assert home.name == name


@pytest.mark.parametrize(
    ("name", "variables", "line"),
    [
        (None, {}, "rehearse up"),
        (None, {"REHEARSAL_HOME": "/a b"}, "REHEARSAL_HOME='/a b' rehearse up"),
        (None, {"REHEARSAL_HOME": "/a b", "OPS_SIMULATED": "1"}, "rehearse up"),
        ("other", {}, "rehearse up --name other"),
        ("other", {"REHEARSAL_HOME": "/a b", "OPS_SIMULATED": "1"}, "rehearse up --name other"),
        ("default", {"REHEARSAL_HOME": "/a b"}, "rehearse up --name default"),
        ("other", {"REHEARSAL_HOME": f"{PROJECT}/.rehearsals/other", "OPS_SIMULATED": "1"}, "rehearse up"),
    ],
)
def test_a_printed_command_works_on_the_same_rehearsal(
    name: str | None, variables: dict[str, str], line: str
) -> None:
    assert rehearsal_home(name, variables=variables).command("rehearse up", variables=variables) == line


def test_the_list_has_the_default_the_named_ones_and_the_one_of_the_shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rehearsal.common.home._NAMED", tmp_path)
    (tmp_path / "two").mkdir()
    (tmp_path / "one").mkdir()
    assert [home.name for home in all_homes({})] == ["default", "one", "two"]
    assert [home.name for home in all_homes({"REHEARSAL_HOME": "/elsewhere"})] == [
        "default",
        "one",
        "two",
        "",
    ]


def test_the_key_is_random_private_and_stays_the_same(tmp_path: Path) -> None:
    home = Home(root=tmp_path / "one")
    key = home.key()
    assert len(key) == 32
    assert home.key() == key
    assert (home.root / "key").stat().st_mode & 0o777 == 0o600
    assert Home(root=tmp_path / "two").key() != key

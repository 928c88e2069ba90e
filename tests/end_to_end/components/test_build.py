"""Programs built from source: the pinned version, and links to them."""

import subprocess
from pathlib import Path

import pytest

from tools.components import build
from tools.components.go_programs import PROGRAMS, program


@pytest.mark.parametrize("name", sorted(name for name, recipe in PROGRAMS.items() if recipe.stamps))
def test_a_program_says_the_version_that_is_pinned(name: str) -> None:
    option = "version" if name == "helm" else "--version"

    said = subprocess.run([program(name), option], capture_output=True, text=True, check=True).stdout

    assert PROGRAMS[name].version in said


def test_a_program_can_be_linked_to_where_its_user_looks_for_it(tmp_path: Path) -> None:
    folder = tmp_path / "bin"

    assert [build.main(["actionlint", "--link", str(folder)]) for _ in range(2)] == [0, 0]

    assert (folder / "actionlint").resolve() == program("actionlint")

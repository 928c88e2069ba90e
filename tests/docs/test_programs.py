"""The two pages that a person begins with name every program that their commands call."""

import re
from typing import Final

import pytest

from ops.engine.synthesis.stacks import PROJECT
from tests.github.runner_image import INSTALLED_BY
from tests.github.shell_programs import called_programs

_BLOCK: Final = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# Where each page says what a machine needs.
NEEDS: Final = {"README.md": r"^You need [^\n]*$", "DEPLOYMENT.md": r"^## Prerequisites$.*?(?=^## |^```)"}
# `make setup` installs these; coreutils are on every Linux.
BROUGHT: Final = INSTALLED_BY["setup"] | {"cdktf"}
EVERYWHERE: Final = frozenset({"cat", "chmod", "cp", "date", "ls", "mkdir", "rm"})
NAMED: Final = {"az": "Azure CLI", "python3": "Python", "node": "Node", "npm": "Node"}


def _unnamed(page: str, text: str) -> set[str]:
    """Return the programs that a page calls and does not name as needed."""
    found = re.search(NEEDS[page], text, re.MULTILINE | re.DOTALL)
    assert found, page
    lines = [
        line[2:]
        for block in _BLOCK.findall(text)
        for line in block.replace("\\\n", " ").splitlines()
        if line.startswith("$ ")
    ]
    called = called_programs("\n".join(lines)) - BROUGHT - EVERYWHERE
    assert lines
    return {name for name in called if not re.search(rf"\b{NAMED.get(name, name)}\b", found[0])}


@pytest.mark.parametrize("page", NEEDS)
def test_every_program_of_a_command_is_named_before(page: str) -> None:
    assert _unnamed(page, (PROJECT / page).read_text()) == set()


@pytest.mark.parametrize("page", NEEDS)
@pytest.mark.parametrize("line", ["planted -a", "x=$(planted)", "echo a | planted", "ops plan && planted"])
def test_a_program_that_is_not_named_is_found(page: str, line: str) -> None:
    text = f"{(PROJECT / page).read_text()}\n```console\n$ {line}\n```\n"
    assert _unnamed(page, text) == {"planted"}

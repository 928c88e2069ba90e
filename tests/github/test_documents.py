"""The pages about deployments: their commands exist, their links lead somewhere."""

import re
from pathlib import Path

import pytest

from ops.engine.synthesis.stacks import PROJECT
from tests.github.commands import commands, mistake

DOCS = PROJECT / "docs"
PAGES = [DOCS / "deployment" / name for name in ("deployment-workflow.md", "incident-response.md")]
PAGES += [DOCS / "decisions" / path.name for path in sorted((DOCS / "decisions").glob("005[4-7]-*.md"))]


def _mistakes(code: str, *, named: bool) -> list[str]:
    spelled = re.sub(r"<[^>]*>", "something", code)
    found = commands(spelled, "ops", "rehearse", "make")
    called = [command for command in found if command.arguments or not named]
    return [wrong for command in called if (wrong := mistake(command, named=named))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_of_a_page_exists(page: Path) -> None:
    text = page.read_text()
    blocks = re.findall(r"```(?:console|sh)\n(.*?)```", text, re.DOTALL)
    typed = [line.strip().removeprefix("$ ") for block in blocks for line in block.splitlines()]
    prose = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    named = [code for code in re.findall(r"`([^`]+)`", prose) if "…" not in code]

    assert [wrong for line in typed for wrong in _mistakes(line, named=False)] == []
    assert [wrong for code in named for wrong in _mistakes(code, named=True)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+?\.(?:md|png))(?:#[^)]*)?\)", page.read_text())

    assert [link for link in links if not (page.parent / link).exists()] == []

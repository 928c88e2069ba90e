"""The words that style.md avoids are not in the documents about the code, and the changelog has its form."""

import re
import tomllib
from pathlib import Path
from typing import Final

import pytest

from ops.engine.synthesis.stacks import PROJECT
from tests.docs.pages import prose, rows

DOCS: Final = PROJECT / "docs"
STYLE: Final = DOCS / "development" / "style.md"
CHECKED: Final = [
    *sorted((DOCS / "decisions").glob("*.md")),
    *(page for page in sorted((DOCS / "development").glob("*.md")) if page != STYLE),
    *(DOCS / name for name in ("README.md", "requirements.md")),
    *(PROJECT / name for name in ("CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")),
    PROJECT / "workload" / "README.md",
]


def _avoided() -> list[str]:
    section = prose(STYLE).split("| Avoid |")[1].split("\n\n")[0]
    return [cells[0] for cells in rows("| Avoid |" + section)]


def _found(text: str) -> list[str]:
    return [word for word in _avoided() if re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE)]


@pytest.mark.parametrize("page", CHECKED, ids=lambda page: str(page.relative_to(PROJECT)))
def test_no_page_uses_a_word_that_the_style_avoids(page: Path) -> None:
    assert _found(prose(page)) == []


def test_an_avoided_word_would_be_found() -> None:
    assert _found("Begin anew, at\nnight: people are told.") == ["anew", "told"]
    assert "mend" in _avoided()


def test_the_changelog_has_unreleased_changes_first_and_the_version_of_the_project_next() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    headings = re.findall(r"^## (.+)$", (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)

    assert headings[0] == "[Unreleased]"
    assert re.fullmatch(rf"\[{re.escape(project['version'])}\] - 20\d\d-\d\d-\d\d", headings[1])

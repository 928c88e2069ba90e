"""Every path of this repository that a page names exists."""

import re
from pathlib import Path
from typing import Final

import pytest

from ops.engine.synthesis.stacks import PROJECT
from tests.docs.pages import pages, prose

FOLDERS: Final = (
    ".ci", ".github", "bench", "constructs_lib", "contract", "docs", "environments", "imports", "ops",
    "rehearsal", "stacks", "tests", "tools", "workload",
)  # fmt: skip
_NAMED = re.compile(r"`([\w.-]+(?:/[\w.-]+)+/?)`|(?<![\w/(\[`])(docs/[\w/.-]+\.md)")


def _missing(page: Path) -> list[str]:
    text = re.sub(r"\]\([^)]*\)", "]", prose(page))
    named = {one or other for one, other in _NAMED.findall(text)}
    return sorted(path for path in named if path.split("/")[0] in FOLDERS and not _exists(page, path))


def _exists(page: Path, path: str) -> bool:
    return (PROJECT / path).exists() or (page.parent / path).exists()


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(PROJECT)))
def test_every_path_that_a_page_names_exists(page: Path) -> None:
    assert _missing(page) == []


def test_a_path_that_does_not_exist_would_be_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("`ops/gone.py`, `ops/cli.py`, docs/gone.md, [a](docs/link.md), `a/b`, `ops plan`\n")

    assert _missing(page) == ["docs/gone.md", "ops/gone.py"]

"""Every link in every page resolves, and every page can be reached."""

from pathlib import Path

import pytest

from ops.engine.synthesis.stacks import PROJECT
from tests.docs.pages import anchors, links, pages

STARTS = (PROJECT / "README.md", PROJECT / "docs" / "README.md")
# GitHub itself shows it to who opens a pull request.
NOT_LINKED = (PROJECT / ".github" / "pull_request_template.md",)


def _reachable() -> set[Path]:
    seen: set[Path] = set()
    waiting = list(STARTS)
    while waiting:
        page = waiting.pop()
        if page in seen or page.suffix != ".md" or not page.is_file():
            continue
        seen.add(page)
        waiting += [link.target for link in links(page)]
    return seen


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(PROJECT)))
def test_every_relative_link_resolves(page: Path) -> None:
    assert [str(link) for link in links(page) if not link.target.exists()] == []


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(PROJECT)))
def test_every_anchor_is_a_heading_of_its_page(page: Path) -> None:
    anchored = [link for link in links(page) if link.anchor and link.target.suffix == ".md"]

    assert [str(link) for link in anchored if link.anchor not in anchors(link.target)] == []


def test_every_page_is_reached_from_a_readme() -> None:
    reached = _reachable()
    expected = [page for page in pages() if page not in NOT_LINKED]

    assert [str(page.relative_to(PROJECT)) for page in expected if page not in reached] == []


def test_a_broken_link_and_anchor_are_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# A `b` c\n\n[a](gone.md) [b](#a-b-c) [c](#gone) `[d](code.md)`\n\n```\n[e](fence.md)\n```\n"
    )

    found = links(page)

    assert [link.target.name for link in found if not link.target.exists()] == ["gone.md"]
    assert [link.anchor for link in found if link.anchor and link.anchor not in anchors(page)] == ["gone"]

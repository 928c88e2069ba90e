"""docs/requirements.md has every requirement, with code, tests and a page that exist."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from ops.engine.synthesis.stacks import PROJECT
from tests.docs.pages import prose, rows

PAGE: Final = PROJECT / "docs" / "requirements.md"
OPEN: Final = "not yet"
_LINK = re.compile(r"\]\(([^)]+)\)")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def _ids() -> Iterator[str]:
    yield from (f"T{number:03}" for number in range(1, 110))
    yield from (f"FR-{number:03}" for number in range(1, 43))
    yield from (f"SC-{number:03}" for number in range(1, 13))
    yield from (f"B{number}" for number in range(1, 9))


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of the table: its ids, its text, and its cells with links."""

    ids: tuple[str, ...]
    asks: str
    code: str
    tests: str
    page: str

    def paths(self, cell: str) -> list[Path]:
        """Return the paths that a cell links to."""
        return [(PAGE.parent / target).resolve() for target in _LINK.findall(cell)]


def _row(cells: list[str]) -> Row:
    ids, asks, code, tests, page = cells
    return Row(ids=tuple(ids.split(", ")), asks=asks, code=code, tests=tests, page=page)


ROWS: Final = [_row(cells) for cells in rows(prose(PAGE))]


def _has_tests(path: Path) -> bool:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        return bool(re.search(r"^\s*(?:it|test)(?:\.\w+)*\(", text, re.MULTILINE))
    names = [node.name for node in ast.walk(ast.parse(text)) if isinstance(node, _FUNCTIONS)]
    return any(name.startswith("test_") for name in names)


def test_every_requirement_is_there_and_no_other() -> None:
    assert {requirement for row in ROWS for requirement in row.ids} == set(_ids())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.ids[0])
def test_a_row_says_what_is_asked_and_where_each_part_is(row: Row) -> None:
    assert row.asks
    for cell in (row.code, row.tests, row.page):
        assert row.paths(cell) or cell == OPEN


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.ids[0])
def test_every_path_exists(row: Row) -> None:
    named = [path for cell in (row.code, row.tests, row.page) for path in row.paths(cell)]

    assert [str(path.relative_to(PROJECT)) for path in named if not path.exists()] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.ids[0])
def test_each_kind_of_path_is_in_its_column(row: Row) -> None:
    code = [path.relative_to(PROJECT) for path in row.paths(row.code)]

    assert [path for path in code if "tests" in path.parts or path.suffix == ".md"] == []
    assert [path for path in row.paths(row.page) if path.suffix != ".md"] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.ids[0])
def test_every_test_file_has_tests(row: Row) -> None:
    assert [path.name for path in row.paths(row.tests) if not _has_tests(path)] == []


def test_a_file_without_tests_would_be_found(tmp_path: Path) -> None:
    empty, spelled = tmp_path / "test_empty.py", tmp_path / "empty.test.ts"
    empty.write_text("def helper() -> None: ...\n")
    spelled.write_text("export const it = 1\n")

    assert not _has_tests(empty)
    assert not _has_tests(spelled)

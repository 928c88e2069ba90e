"""The report of drills as a page."""

from datetime import UTC, datetime
from xml.etree import ElementTree

from rehearsal.drills.command_run import CommandRun
from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.page import report_page
from rehearsal.drills.results import DrillResult, document
from rehearsal.drills.scene import DrillCheck

DRILLS = {"ops-killed": Drill(does="`ops` <dies>.", holds="All.", start=Start.READY, act=lambda _scene: None)}


def _result(*, holds: bool) -> DrillResult:
    return DrillResult(
        name="ops-killed",
        seed=4711,
        engine="Terraform 1.11.4",
        moment="after 3 changes",
        seconds=12.34,
        checks=(DrillCheck(what="no state is locked", holds=holds, detail="" if holds else "<app>"),),
        commands=(CommandRun(line="ops deploy app --yes", code=0 if holds else 6, output="", seconds=2.0),),
    )


def _page(*results: DrillResult, asked: int | None = None) -> str:
    asked = len(results) if asked is None else asked
    return report_page(
        results, asked=asked, drills=DRILLS, seed=4711, at=datetime(2026, 11, 28, 2, tzinfo=UTC)
    )


def test_a_failed_run_is_shown_with_its_seed_its_reason_and_its_commands() -> None:
    page = _page(_result(holds=True), _result(holds=False))
    assert "2 runs, 1 failed, first seed 4711" in page
    assert "<h3>ops-killed, seed 4711</h3>" in page
    assert "no state is locked<pre>&lt;app&gt;</pre>" in page
    assert "exit code 6, 2.0 s" in page


def test_a_page_of_fewer_runs_than_were_asked_for_says_so() -> None:
    assert "1 of 200 runs, 0 failed" in _page(_result(holds=True), asked=200)


def test_the_page_loads_nothing_and_names_its_language_its_columns_and_its_rows() -> None:
    page = _page(_result(holds=True))
    assert "Failed runs" not in page
    assert "src=" not in page
    assert "<script" not in page
    body = page.split("<style>")[0].split("</title>")[0]
    assert '<html lang="en">' in body
    table = ElementTree.fromstring("<table>" + page.split("<table>")[1].split("</table>")[0] + "</table>")
    assert [cell.get("scope") for cell in table.iter("th")] == ["col"] * 8 + ["row"]


def test_a_run_without_a_check_has_not_passed() -> None:
    empty = DrillResult(name="x", seed=1, engine="", moment="", seconds=0, checks=(), commands=())
    assert not empty.passed
    assert document([empty, _result(holds=True)])["failed"] == 1


def test_one_run_is_one_run() -> None:
    assert "<p>1 run, 0 failed" in _page(_result(holds=True))
    assert "<p>0 of 1 run, 0 failed" in _page(asked=1)

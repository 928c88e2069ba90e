"""The plan as a page: markup is data, secrets are masked, nothing is loaded."""

from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from ops.delivery.planning.changes import read_changes
from ops.delivery.planning.page import plan_page
from ops.delivery.planning.report import PlannedStack, PlanReport, Refusal, Rehearsed, UnplannedStack
from tests.ops.delivery.planning.plans import plan, resource

AT = datetime(2026, 11, 28, 2, tzinfo=UTC)


def _page(*stacks: PlannedStack | UnplannedStack, rehearsed: Rehearsed | None = None) -> str:
    report = PlanReport(environment="staging", commit="0123456789abcdef", stacks=stacks, rehearsed=rehearsed)
    page = plan_page(report, at=AT)
    # Well-formed, as XML is stricter than HTML; void elements are the only difference.
    ElementTree.fromstring(page.partition("<body>")[2].partition("</body>")[0])
    return page


def _stack(name: str, facts: dict[str, object]) -> PlannedStack:
    return PlannedStack(changes=read_changes(name, facts), fingerprint="f00d")


def test_the_stacks_their_changes_and_their_fingerprints_are_shown() -> None:
    page = _page(_stack("app", plan(resource("a.db", "delete"), resource("a.web", "create"))))
    assert "<title>Plan for staging at 0123456789ab</title>" in page
    assert "2026-11-28 02:00 UTC" in page
    assert "f00d" in page
    assert page.index("1 of what exists would be taken away") < page.index("+ create a.web")
    assert "No changes" not in page


def test_a_plan_without_changes_says_so() -> None:
    assert "<strong>No changes.</strong>" in _page(_stack("app", plan()))


def test_markup_and_characters_that_turn_text_are_data() -> None:
    hostile = "<script>alert(1)</script>\u202e&"
    page = _page(
        _stack("app", plan(resource("a.web", "update", before={"x": "old"}, after={"x": hostile}))),
        UnplannedStack(name="<b>", reason=hostile),
    )
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "\u202e" not in page
    assert "<b>" not in page


@pytest.mark.parametrize("name", ["password", "connection_string", "client_secret"])
def test_a_secret_is_masked(name: str) -> None:
    before, after = {name: "marker-before-value"}, {name: "marker-after-value"}
    page = _page(_stack("app", plan(resource("a.web", "update", before=before, after=after))))
    assert "marker" not in page
    assert name in page
    assert "masked as" in page


def test_a_rehearsed_plan_is_no_review_and_names_what_was_refused() -> None:
    refusal = Refusal(stack="app", reason="quota <exceeded>")
    rehearsed = Rehearsed(base="fedcba9876543210", notes=("The tree is edited.",), refusal=refusal)
    page = _page(_stack("app", plan(resource("a.web", "create"))), rehearsed=rehearsed)
    assert "On top of fedcba987654, in a simulated cloud. This is no review." in page
    assert "<h2>app was refused</h2>\n<pre>quota &lt;exceeded&gt;</pre>" in page
    assert "f00d" not in page


def test_nothing_is_loaded_and_the_table_has_headings() -> None:
    page = _page(_stack("app", plan()))
    assert "src=" not in page
    assert "href=" not in page
    assert '<html lang="en">' in page
    assert page.count('scope="col"') == 4
    assert page.count('scope="row"') == 1

"""Text of a plan is data: nothing in it steers a terminal or the comment."""

import io

import pytest
from rich.console import Console

from ops.common.output import CommandOutput, show
from ops.delivery.planning.changes import read_changes
from ops.delivery.planning.fingerprint import fingerprint
from ops.delivery.planning.markdown import plan_comment
from ops.delivery.planning.report import PlannedStack, PlanReport, UnplannedStack
from ops.delivery.planning.terminal import plan_view
from tests.ops.delivery.planning.plans import plan, resource

_HOSTILE = "a\x1b]0;x\x07\u202eb\x9bc"
_NEXT = "x\n```\n</details>\n# fake"


def _report() -> PlanReport:
    facts = plan(
        resource(
            f'a.b["{_HOSTILE}"]',
            "delete",
            "create",
            before={"note": "old", "k": {_HOSTILE: "1"}},
            after={"note": _HOSTILE, "k": {_HOSTILE: "2"}},
            replace_paths=[["k", _HOSTILE]],
        ),
        resource('a.c["`` x\\n# fake\n# fake"]', "delete", before={"n": 1}),
        resource(
            "a.d", "update", before={"text": _HOSTILE}, after={"text": f"{_HOSTILE}\n{_NEXT}\r\u2028end"}
        ),
    )
    planned = PlannedStack(changes=read_changes("app", facts), fingerprint=fingerprint(facts))
    return PlanReport(
        environment="production",
        commit="0" * 40,
        stacks=[planned, UnplannedStack(name="addons", reason=f"it said {_HOSTILE}")],
    )


def _terminal(report: PlanReport) -> str:
    output = io.StringIO()
    show(CommandOutput(document={}, view=[plan_view(report)]), console=Console(file=output, width=200))
    return output.getvalue()


@pytest.mark.parametrize("view", [plan_comment, _terminal])
def test_no_character_of_a_plan_steers_a_view_and_each_is_visible(view: object) -> None:
    assert callable(view)
    text = str(view(_report()))
    assert all(line.isprintable() for line in text.split("\n"))
    assert "a\\u001b]0;x\\u0007\\u202eb\\u009bc" in text
    assert "\\u000d\\u2028end" in text


def test_no_text_of_a_plan_leaves_its_place_in_the_comment() -> None:
    lines = plan_comment(_report()).split("\n")
    assert not any(line.startswith("# fake") for line in lines)
    assert any(line.startswith("````diff") for line in lines)
    assert any("``` a.c[" in line for line in lines)

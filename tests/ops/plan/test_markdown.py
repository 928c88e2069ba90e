import re

import pytest

from ops.hidden_header import hidden_facts
from ops.plan.changes import read_changes
from ops.plan.fingerprint import fingerprint
from ops.plan.markdown import LIMIT, header, plan_comment
from ops.plan.report import PlannedStack, PlanReport, UnplannedStack
from tests.ops.plan.plans import plan, resource


def _stack(name: str, facts: dict[str, object]) -> PlannedStack:
    return PlannedStack(changes=read_changes(name, facts), fingerprint=fingerprint(facts))


def _report(*stacks: PlannedStack | UnplannedStack) -> PlanReport:
    return PlanReport(environment="production", commit="0123456789abcdef", stacks=stacks)


UPDATE = resource("a.web", "update", before={"image": "1"}, after={"image": "2"})
REPLACE = resource(
    "a.db", "delete", "create", before={"zone": "1"}, after={"zone": "2"}, replace_paths=[["zone"]]
)


def _well_formed(comment: str) -> bool:
    fences = re.findall(r"^(`{3,})", comment, flags=re.MULTILINE)
    return (
        comment.count("<details>") == comment.count("</details>")
        and fences[::2] == fences[1::2]
        and comment.endswith("\n")
    )


def test_nothing_to_do_is_said_in_one_line_behind_the_header() -> None:
    report = _report(_stack("foundation", plan()), _stack("app", plan()))
    first, second, third = plan_comment(report).splitlines()
    assert first == header(report)
    assert second == "Plan for `production` at `0123456789ab`: no changes."
    assert third.startswith("Fingerprints: foundation <code>")


def test_the_header_carries_what_was_planned() -> None:
    report = _report(_stack("app", plan(UPDATE)), UnplannedStack(name="addons", reason="not yet"))
    assert hidden_facts(plan_comment(report)) == {
        "kind": "plan",
        "environment": "production",
        "commit": "0123456789abcdef",
        "fingerprints": {"app": fingerprint(plan(UPDATE))},
    }


def test_replaced_and_destroyed_resources_are_named_before_anything_else() -> None:
    comment = plan_comment(_report(_stack("app", plan(UPDATE, REPLACE))))
    assert "**1 to replace, 1 to update**" in comment
    alarm = comment.index("> - replace `a.db` because of `zone`")
    assert alarm < comment.index("| stack |") < comment.index("<details>")
    assert _well_formed(comment)


def test_there_is_no_alarm_when_nothing_is_taken_away() -> None:
    assert "CAUTION" not in plan_comment(_report(_stack("app", plan(UPDATE))))


def test_a_stack_that_cannot_be_planned_says_why() -> None:
    comment = plan_comment(_report(UnplannedStack(name="app", reason="foundation is not applied")))
    assert "| `app` | cannot be planned yet | | |" in comment
    assert "foundation is not applied" in comment


def test_changes_outside_terraform_stand_apart() -> None:
    comment = plan_comment(_report(_stack("app", plan(drift=(UPDATE,)))))
    assert "<b>app</b>: changed outside Terraform (1)" in comment
    assert _well_formed(comment)


@pytest.mark.parametrize("limit", [LIMIT, 3_000])
def test_a_plan_that_is_too_large_is_cut_between_lines_and_stays_well_formed(limit: int) -> None:
    many = plan(*(resource(f"a.item{n}", "create", after={"name": "x" * 200}) for n in range(900)))
    comment = plan_comment(_report(_stack("foundation", many), _stack("app", many)), limit=limit)
    assert len(comment) <= limit
    assert _well_formed(comment)
    assert len(re.findall(r"more lines: see the plan", comment)) == 2
    assert "| `app` | 900 to create |" in comment


def test_a_small_stack_leaves_its_room_to_a_large_one() -> None:
    many = plan(*(resource(f"a.item{n}", "create", after={"name": "x" * 200}) for n in range(900)))
    comment = plan_comment(_report(_stack("foundation", plan(UPDATE)), _stack("app", many)))
    assert len(comment) > LIMIT * 0.95


def test_a_value_with_a_fence_in_it_cannot_break_out() -> None:
    evil = resource("a.web", "create", after={"note": "```\n</details> @everyone\n```"})
    comment = plan_comment(_report(_stack("app", plan(evil))))
    assert "````diff" in comment


def test_a_sensitive_value_is_not_in_the_comment() -> None:
    secret = resource("a.web", "create", after={"dsn": "hunter2"}, after_sensitive={"dsn": True})
    comment = plan_comment(_report(_stack("app", plan(secret))))
    assert "hunter2" not in comment
    assert "dsn: (sensitive)" in comment

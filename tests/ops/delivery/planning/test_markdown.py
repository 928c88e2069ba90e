import re
from dataclasses import replace
from typing import Any, Final

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ops.common.hidden_header import hidden_facts, without_header
from ops.common.markdown_text import LIMIT
from ops.delivery.planning.changes import read_changes
from ops.delivery.planning.fingerprint import fingerprint
from ops.delivery.planning.markdown import header, plan_comment
from ops.delivery.planning.report import PlannedStack, PlanReport, Refusal, Rehearsed, UnplannedStack
from ops.engine.terraform.product import OPENTOFU
from tests.ops.delivery.planning.plans import plan, resource


def _stack(name: str, facts: dict[str, object]) -> PlannedStack:
    return PlannedStack(changes=read_changes(name, facts), fingerprint=fingerprint(facts))


def _report(*stacks: PlannedStack | UnplannedStack) -> PlanReport:
    return PlanReport(environment="production", commit="0123456789abcdef", stacks=stacks)


UPDATE = resource("a.web", "update", before={"image": "1"}, after={"image": "2"})
REPLACE = resource(
    "a.db", "delete", "create", before={"zone": "1"}, after={"zone": "2"}, replace_paths=[["zone"]]
)


def _renamed(count: int) -> list[dict[str, object]]:
    """Return as many updates, each of which takes some 200 characters to tell."""
    return [
        resource(f"a.item{n}", "update", before={"name": "x"}, after={"name": "y" * 200})
        for n in range(count)
    ]


def _well_formed(comment: str) -> bool:
    fences = re.findall(r"^(`{3,})", comment, flags=re.MULTILINE)
    return (
        comment.count("<details") == comment.count("</details>")
        and fences[::2] == fences[1::2]
        and comment.endswith("\n")
    )


@pytest.mark.parametrize("facts", [plan(), plan(UPDATE)])
def test_terraforms_warnings_are_shown_with_their_stack(facts: dict[str, object]) -> None:
    warned = replace(_stack("app", facts), warnings=("Argument `x` is deprecated\nuse y", "Other"))
    lines = plan_comment(_report(warned)).splitlines()
    start = lines.index("> [!WARNING]")
    assert lines[start + 1 : start + 4] == [
        "> **Terraform warns:**",
        "> - `app: Argument 'x' is deprecated`",
        "> - `app: Other`",
    ]


def test_the_engine_that_planned_is_the_one_that_is_named() -> None:
    warned = replace(_stack("app", plan(UPDATE, drift=(UPDATE,))), warnings=("Other",))
    comment = plan_comment(replace(_report(warned), product=OPENTOFU))
    assert "> **OpenTofu warns:**" in comment
    assert "<b>app</b>: changed outside OpenTofu (1)" in comment
    assert "Terraform" not in comment


@pytest.mark.parametrize("facts", [plan(), plan(UPDATE)])
def test_a_notice_about_the_environment_is_shown_and_changes_no_fingerprint(facts: dict[str, object]) -> None:
    plain = _report(_stack("app", facts))
    noted = replace(plain, notices=("AKS's support for Kubernetes 1.35 ends on 2027-03-31",))
    lines = plan_comment(noted).splitlines()
    start = lines.index("> [!WARNING]")
    assert lines[start + 1] == "> - AKS's support for Kubernetes 1.35 ends on 2027-03-31"
    assert noted.fingerprints == plain.fingerprints
    assert "> [!WARNING]" not in plan_comment(plain)


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
    assert alarm < comment.index("| stack |") < comment.index("<details")
    assert _well_formed(comment)


def test_there_is_no_alarm_when_nothing_is_taken_away() -> None:
    assert "CAUTION" not in plan_comment(_report(_stack("app", plan(UPDATE))))


def test_a_stack_that_cannot_be_planned_says_why() -> None:
    comment = plan_comment(_report(UnplannedStack(name="app", reason="foundation is not applied")))
    assert "| `app` | cannot be planned yet | | |" in comment
    assert "foundation is not applied" in comment


def test_outputs_that_change_beside_resources_are_named() -> None:
    comment = plan_comment(_report(_stack("app", plan(UPDATE, host="new"))))
    assert "!     image: 1 -> 2\n! outputs: host\n" in comment


def test_the_name_of_an_output_cannot_leave_its_cell_or_its_fence() -> None:
    hostile = {"a\x1b[31m`|\n```<img>": {"actions": ["update"], "before": 1, "after": 2}}
    facts = {**plan(), "output_changes": hostile}
    comment = plan_comment(_report(_stack("app", facts)))
    assert "\x1b" not in comment
    assert r"`a\u001b[31m'\|\n'''<img>`" in comment


def test_changes_outside_terraform_stand_apart() -> None:
    comment = plan_comment(_report(_stack("app", plan(drift=(UPDATE,)))))
    assert "<b>app</b>: changed outside Terraform (1)" in comment
    assert _well_formed(comment)


@pytest.mark.parametrize("limit", [LIMIT, 3_000])
def test_a_plan_that_is_too_large_is_cut_between_lines_and_stays_well_formed(limit: int) -> None:
    many = plan(*_renamed(900))
    comment = plan_comment(_report(_stack("foundation", many), _stack("app", many)), limit=limit)
    assert len(comment) <= limit
    assert _well_formed(comment)
    assert len(re.findall(r"more lines: see the plan", comment)) == 2
    assert "| `app` | 900 to update |" in comment


def test_a_short_section_is_open_and_a_long_one_is_folded() -> None:
    many = plan(*(resource(f"a.item{n}", "create", after={"name": "x"}) for n in range(30)))
    comment = plan_comment(_report(_stack("foundation", plan(UPDATE)), _stack("app", many)))
    assert "<details open><summary><b>foundation</b>" in comment
    assert "<details><summary><b>app</b>" in comment


def test_a_plan_that_is_too_large_names_what_is_new_and_shows_what_changes() -> None:
    new = [resource(f"a.new{n}", "create", after={"name": "x" * 200}) for n in range(400)]
    comment = plan_comment(_report(_stack("app", plan(*new, UPDATE))))
    assert "!     image: 1 -> 2\n" in comment
    assert comment.count("+ create a.new") == 400
    assert "  … what is new is named only\n" in comment
    assert "more lines" not in comment
    assert _well_formed(comment)


def test_a_small_stack_leaves_its_room_to_a_large_one() -> None:
    many = plan(*_renamed(900))
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


def _rehearsal(*stacks: PlannedStack | UnplannedStack, **facts: object) -> str:
    rehearsed = Rehearsed(base="fedcba9876543210", **facts)  # type: ignore[arg-type]
    return plan_comment(replace(_report(*stacks), rehearsed=rehearsed))


def test_a_rehearsal_is_another_kind_of_comment_and_says_what_it_stands_on() -> None:
    comment = _rehearsal(_stack("foundation", plan()), _stack("app", plan(UPDATE)))
    first, title = comment.splitlines()[:2]
    assert '"kind": "rehearsal"' in first
    assert '"kind": "plan"' in header(_report())
    assert title == "### Rehearsal for `production` at `0123456789ab`"
    assert "in a simulated cloud where `fedcba987654` stands" in comment
    assert "This is no review" in comment
    assert "| `app` | 1 to update |" in comment
    assert "!     image: 1 -> 2" in comment
    assert _well_formed(comment)


def test_a_rehearsal_has_no_fingerprint_that_could_be_taken_for_a_reviewed_one() -> None:
    for facts in (plan(), plan(UPDATE)):
        comment = _rehearsal(_stack("app", facts))
        carried = hidden_facts(comment)
        assert carried is not None
        assert carried["fingerprints"] == {}
        assert fingerprint(facts) not in comment
        assert "ingerprint" not in without_header(comment)


def test_a_rehearsal_of_no_change_is_one_line_behind_the_header() -> None:
    comment = _rehearsal(_stack("app", plan()))
    assert comment.splitlines()[1:] == [
        "Rehearsal for `production` at `0123456789ab`: no changes on top of `fedcba987654`, "
        "in a simulated cloud."
    ]


def test_what_a_reader_might_take_wrongly_is_said_even_when_nothing_changes() -> None:
    assert "\n- Versions differ.\n" in _rehearsal(_stack("app", plan()), notes=("Versions differ.",))
    assert "\n- Versions differ.\n" in _rehearsal(_stack("app", plan(UPDATE)), notes=("Versions differ.",))


def test_what_the_rehearsal_refused_is_loud_and_its_reason_is_there() -> None:
    refused = Refusal(stack="app", reason="terraform apply of app failed:\nthe quota is used up")
    comment = _rehearsal(_stack("app", plan(UPDATE)), refusal=refused)
    assert comment.index("> [!CAUTION]\n> **The rehearsal refused `app`") < comment.index("| stack |")
    assert "the quota is used up" in comment
    assert _well_formed(comment)


def test_the_alarm_says_why_something_is_replaced() -> None:
    tainted = {**resource("a.db", "delete", "create"), "action_reason": "replace_because_tainted"}
    moved = {**REPLACE, "previous_address": "a.old"}
    comment = plan_comment(_report(_stack("app", plan(tainted, moved))))
    assert "> - replace `a.db` because it is tainted" in comment
    assert "> - replace `a.db` from `a.old` because of `zone`" in comment


def test_the_comment_says_how_many_values_are_masked() -> None:
    secrets = {"password": "hunter2", "apiKey": "hunter3", "name": "x"}
    comment = plan_comment(_report(_stack("app", plan(resource("a.web", "create", after=secrets)))))
    assert "2 values are masked as `(sensitive)`." in comment
    assert "masked as" not in plan_comment(_report(_stack("app", plan(UPDATE))))


# The limit holds for every input ----------------------------------------------------------------------------

#: A smaller limit than GitHub's, with inputs to match: the test takes seconds.
SMALL: Final = 4_096

NAMES = st.sampled_from(["a", "`", "\n", "|", "<b>", "é", "\u3164", "\U000e0100"])
STACKS = st.builds(lambda name, count: name * count, st.sampled_from(["a", "é.-"]), st.sampled_from([1, 200]))
LONG = st.builds(lambda unit, count: unit * count, NAMES, st.sampled_from([0, 1, 30, 300, 1_500]))


@st.composite
def _plans(draw: st.DrawFn) -> dict[str, object]:
    """Return a plan with few or many resources of short or long names, values and reasons."""
    long = draw(LONG)
    actions = draw(st.sampled_from([("delete",), ("delete", "create"), ("create",), ("update",)]))
    entry = resource(
        "a.b",
        *actions,
        before=None if actions == ("create",) else {long: long},
        after=None if actions == ("delete",) else {long: f"{long}2"},
        replace_paths=[[long]],
        importing={"id": long} if draw(st.booleans()) else None,
    )
    entry |= {"action_reason": draw(LONG), "deposed": draw(LONG), "previous_address": draw(LONG)}
    count = draw(st.sampled_from([0, 1, 25]))
    entries = [{**entry, "address": f"a.{long}{number}"} for number in range(count)]
    outputs: dict[str, Any] = {
        f"{draw(LONG)}{number}": "x" for number in range(draw(st.sampled_from([0, 1, 30])))
    }
    return {
        **plan(*entries, drift=tuple(entries[: draw(st.sampled_from([0, 3]))]), **outputs),
        draw(LONG): 1,
    }


@settings(max_examples=40, deadline=None, phases=[Phase.generate])
@given(
    stacks=st.lists(st.tuples(STACKS, _plans()), min_size=1, max_size=3),
    copies=st.sampled_from([1, 1, 20]),
    environment=LONG,
    warnings=st.lists(LONG.filter(str.strip), max_size=3),
    reason=LONG,
)
def test_no_comment_is_longer_than_its_limit(
    stacks: list[tuple[str, dict[str, object]]],
    copies: int,
    environment: str,
    warnings: list[str],
    reason: str,
) -> None:
    planned = [replace(_stack(name[:200], facts), warnings=tuple(warnings)) for name, facts in stacks]
    every = [replace(each, fingerprint="f" * 16) for each in planned for _ in range(copies)]
    for report in (
        PlanReport(environment=environment, commit="0" * 40, stacks=every),
        PlanReport(
            environment=environment,
            commit="0" * 40,
            stacks=[*planned, UnplannedStack(name="app", reason=reason)],
            rehearsed=Rehearsed(base="1" * 40, refusal=Refusal(stack="app", reason=reason)),
        ),
    ):
        comment = plan_comment(report, limit=SMALL)
        assert len(comment) <= SMALL
        assert hidden_facts(comment)
        assert _well_formed(comment), comment


def test_destroyed_resources_with_long_addresses_are_all_named() -> None:
    gone = [resource(f'a.b["{"x" * 5_000}{n}"]', "delete", before={"x": 1}) for n in range(20)]
    comment = plan_comment(_report(_stack("app", plan(*gone))))
    assert comment.count("> - delete `a.b") == 20
    assert len(comment) <= LIMIT


def test_an_environments_name_is_text_in_the_heading() -> None:
    report = PlanReport(
        environment="x`</b>\n# @octocat\u3164", commit="0" * 40, stacks=[_stack("a", plan(UPDATE))]
    )
    heading = plan_comment(report).splitlines()[1]
    assert heading.startswith("### Plan for `` x`</b>\\n# @octocat\\u3164 `` at")


def test_the_alarm_names_the_data_that_is_lost() -> None:
    comment = plan_comment(_report(_stack("app", plan(resource("redpanda_topic.a", "delete")))))
    assert "> - **data lost:** `1 topic with events, including unread ones: redpanda_topic.a`" in comment
    assert _well_formed(comment)

"""Each key of Terraform's plan JSON counts in the fingerprint, or is listed with the reason why not."""

import json
from typing import Any

import pytest

from ops.delivery.deployment.gate import NotReviewedError, require_reviewed
from ops.delivery.planning.changes import Action, read_changes
from ops.delivery.planning.fingerprint import drift_fingerprint, fingerprint
from ops.delivery.planning.markdown import plan_comment
from ops.delivery.planning.plan_format import PLAN_KEYS, unknown_keys
from ops.delivery.planning.report import PlannedStack, PlanReport
from ops.delivery.planning.text import change_lines
from ops.engine.terraform.plan_json import ExactNumber, parse_plan
from tests.ops.delivery.planning.plans import plan, resource

CREATED = resource("aws_x.later", "create", after={"a": "1"})
INVOCATION = {
    "address": "action.aws_lambda_invoke.warm",
    "type": "aws_lambda_invoke",
    "name": "warm",
    "config_values": {"payload": "1"},
    "config_sensitive": {},
    "config_unknown": {},
    "provider_name": "registry.terraform.io/hashicorp/aws",
    "lifecycle_action_trigger": {
        "triggering_resource_address": "aws_x.x",
        "action_trigger_event": "AfterCreate",
        "action_trigger_block_index": 0,
        "actions_list_index": 0,
        "on_failure": "fail",
    },
}
#: For each key that counts, two plans that differ in it alone.
COUNTED: dict[str, tuple[Any, Any]] = {
    "resource_changes": ([CREATED], []),
    "deferred_changes": (
        [{"reason": "absent_prereq", "resource_change": CREATED}],
        [{"reason": "deferred_prereq", "resource_change": CREATED}],
    ),
    "deferred_action_invocations": (
        [{"reason": "absent_prereq", "action_invocation": INVOCATION}],
        [{"reason": "absent_prereq", "action_invocation": {**INVOCATION, "address": "action.a.b"}}],
    ),
    "output_changes": ({"url": {"actions": ["create"], "before": None, "after": "x"}}, {}),
    "action_invocations": (
        [INVOCATION],
        [{**INVOCATION, "config_values": {"payload": "2"}}],
    ),
}


def test_each_key_that_counts_has_its_example() -> None:
    assert {name for name, key in PLAN_KEYS.items() if key.counts} == COUNTED.keys()


@pytest.mark.parametrize("name", COUNTED)
def test_a_plan_that_differs_in_a_key_that_counts_has_another_fingerprint(name: str) -> None:
    one, other = ({**plan(), name: value} for value in COUNTED[name])
    prints = {fingerprint(one), fingerprint(other), fingerprint(plan())}
    assert len(prints) == (2 if fingerprint(other) == fingerprint(plan()) else 3)
    assert fingerprint(one) != fingerprint(other)


@pytest.mark.parametrize(
    "trigger",
    [{"action_trigger_event": "BeforeUpdate"}, {"actions_list_index": 1}, {"on_failure": "continue"}],
)
def test_another_trigger_is_another_plan(trigger: dict[str, Any]) -> None:
    event = {**INVOCATION["lifecycle_action_trigger"], **trigger}  # type: ignore[dict-item]
    one = {**plan(), "action_invocations": [INVOCATION]}
    other = {**plan(), "action_invocations": [{**INVOCATION, "lifecycle_action_trigger": event}]}
    assert fingerprint(one) != fingerprint(other)


@pytest.mark.parametrize("name", [name for name, key in PLAN_KEYS.items() if not key.counts])
def test_a_key_that_does_not_count_changes_nothing(name: str) -> None:
    values: dict[str, tuple[Any, Any]] = {
        "resource_drift": ([resource("a.b", "delete", before={})], []),
        "planned_values": ({"root_module": {}}, {}),
        "prior_state": ({"values": {"root_module": {}}}, {}),
        "configuration": ({"root_module": {}}, {}),
        "variables": ({"x": {"value": "1"}}, {}),
    }
    one, other = values.get(name, ("1.2", "1.3"))
    assert fingerprint({**plan(), name: one}) == fingerprint({**plan(), name: other})


# Unknown keys -----------------------------------------------------------------------------------------------


def _report(facts: dict[str, Any]) -> PlanReport:
    stack = PlannedStack(changes=read_changes("app", facts), fingerprint=fingerprint(facts))
    return PlanReport(environment="x", commit="abc", stacks=[stack])


@pytest.mark.parametrize(
    ("place", "facts"),
    [
        ("ephemeral_changes", {**plan(), "ephemeral_changes": [1]}),
        ("resource_changes.tenant", plan({**CREATED, "tenant": "a"})),
        ("resource_changes.change.hooks", plan(resource("a.b", "create", after={}, hooks=["x"]))),
        ("action_invocations.when", {**plan(), "action_invocations": [{**INVOCATION, "when": "now"}]}),
    ],
)
def test_an_unknown_key_counts_and_is_reported(place: str, facts: dict[str, Any]) -> None:
    assert list(unknown_keys(facts)) == [place]
    assert f"- `app: {place}`" in plan_comment(_report(facts))
    assert not _report(facts).empty
    changed = parse_plan(json.dumps(facts).replace("[1]", "[2]").replace('"tenant": "a"', '"tenant": "b"'))
    known = parse_plan(json.dumps(facts).replace(place.rpartition(".")[2], "type"))
    assert fingerprint(facts) != fingerprint(known)
    assert place.startswith(("action", "resource_changes.change")) or fingerprint(changed) != fingerprint(
        facts
    )


def test_an_unknown_key_of_what_is_not_changed_is_nothing() -> None:
    facts = plan({**resource("a.b", "no-op", before={}, after={}), "tenant": "a"})
    assert unknown_keys(facts) == {}
    assert fingerprint(facts) == fingerprint(plan())


def test_the_gate_refuses_a_release_with_another_unknown_key() -> None:
    reviewed = plan()
    with pytest.raises(NotReviewedError, match="ephemeral_changes"):
        require_reviewed(
            "app",
            reviewed=[fingerprint(reviewed)],
            before=reviewed,
            release={**plan(), "ephemeral_changes": [1]},
        )


# Invocations and deferred changes ---------------------------------------------------------------------------


def test_invocations_and_deferred_changes_are_shown_and_make_a_plan_that_is_not_empty() -> None:
    facts = {
        **plan(),
        "action_invocations": [INVOCATION],
        "deferred_changes": [{"reason": "resource_config_unknown", "resource_change": CREATED}],
    }
    changes = read_changes("app", facts)
    assert not changes.empty
    assert [change.action for change in changes.planned] == [Action.INVOKE, Action.DEFER]
    lines = [line for change in changes.planned for line in change_lines(change)]
    assert lines == [
        "! invoke action.aws_lambda_invoke.warm (AfterCreate of aws_x.x, on_failure fail)",
        "+     payload: 1",
        "! defer aws_x.later because its configuration is known after the apply",
        "+     a: 1",
    ]


def test_the_gate_refuses_an_invocation_that_only_the_release_makes() -> None:
    with pytest.raises(NotReviewedError, match=r"action\.aws_lambda_invoke\.warm"):
        require_reviewed(
            "app",
            reviewed=[fingerprint(plan())],
            before=plan(),
            release={**plan(), "action_invocations": [INVOCATION]},
        )


def test_the_gate_tells_a_deposed_object_from_the_one_in_use() -> None:
    gone = resource("a.b", "delete", before={"x": 1})
    before, release = plan({**gone, "deposed": "0123abcd"}), plan(gone)
    with pytest.raises(NotReviewedError, match=r"a\.b"):
        require_reviewed("app", reviewed=[fingerprint(before)], before=before, release=release)


# Values -----------------------------------------------------------------------------------------------------


def _of_number(text: str) -> dict[str, Any]:
    facts: dict[str, Any] = parse_plan(
        json.dumps(
            plan(resource("a.b", "create", after={"n": "@"}, importing={"identity": {"n": "@"}}))
        ).replace('"@"', text)
    )
    return facts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("0.1234567890123456789012", "0.1234567890123456789013"),
        ("1e999", "1e998"),
        ("123456789012345678901.5", "123456789012345678901.25"),
        ("9" * 5000, "9" * 4999 + "8"),
        ("1e-99999999999999999999", "0.0"),
    ],
)
def test_two_numbers_of_which_a_float_makes_one_have_two_fingerprints(one: str, other: str) -> None:
    assert fingerprint(_of_number(one)) != fingerprint(_of_number(other))
    assert fingerprint(_of_number(one)) == fingerprint(_of_number(one))
    (change,) = read_changes("app", _of_number(one)).planned
    assert [attribute.after for attribute in change.attributes] == [one]


def test_a_number_that_a_float_holds_is_a_float() -> None:
    assert not isinstance(parse_plan("0.1"), ExactNumber)
    assert parse_plan("0.1") == 0.1
    assert ExactNumber("0.10") != 0.1


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_of_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no JSON"):
        parse_plan(f'{{"a": {text}}}')


def test_a_mark_that_comes_goes_or_stands_elsewhere_is_another_plan() -> None:
    def marked(before: Any, after: Any) -> str:
        values = {"a": "x", "b": "x"}
        entry = resource("a.b", "update", before=values, after=values)
        entry["change"] |= {"before_sensitive": before, "after_sensitive": after}
        return fingerprint(plan(entry))

    pairs = [({}, {}), ({}, {"a": True}), ({}, {"b": True}), ({"a": True}, {}), ({}, True)]
    assert len({marked(*pair) for pair in pairs}) == len(pairs)
    assert marked({"a": True}, {"a": True}) == marked({}, {})


def test_another_provider_is_another_plan() -> None:
    one, other = ({**CREATED, "provider_name": f"example.com/{name}/aws"} for name in ("a", "b"))
    assert fingerprint(plan(one)) != fingerprint(plan(other))


def test_the_fingerprint_of_drift_is_that_of_what_changed_outside() -> None:
    one, other = (
        plan(drift=(resource("a.b", "update", before={"x": 0}, after={"x": number}),)) for number in (1, 2)
    )
    assert fingerprint(one) == fingerprint(other)
    assert len({drift_fingerprint(facts) for facts in (one, other, plan())}) == 3

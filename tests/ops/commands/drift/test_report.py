from datetime import date

from rich.console import Console

from ops.commands.drift.report import evaluate
from ops.commands.drift.rules import DriftRule
from ops.commands.drift.views import drift_issue, drift_view
from ops.delivery.planning.changes import read_changes
from ops.delivery.planning.report import PlannedStack, PlanReport
from tests.ops.delivery.planning.network_policies import EVERYBODY, NOBODY, updated
from tests.ops.delivery.planning.plans import plan, resource

WEB = resource("a.web", "update", before={"size": 1, "tag": "x"}, after={"size": 2, "tag": "y"})
GONE = resource("a.gone", "delete", before={"name": "gone"})


def _rule(address: str, attribute: str) -> DriftRule:
    return DriftRule(address=address, attribute=attribute, reason="it is expected", until=date(2027, 1, 1))


def _report(*drift: dict[str, object]) -> PlanReport:
    changes = read_changes("app", plan(drift=drift))
    return PlanReport(
        environment="staging", commit="abc", stacks=[PlannedStack(changes=changes, fingerprint="f00d")]
    )


def test_without_rules_everything_is_found() -> None:
    report = evaluate(_report(WEB, GONE), [])
    assert [change.address for change in report.stacks[0].found] == ["a.gone", "a.web"]
    assert not report.clean


def test_an_expected_attribute_is_left_out_and_the_rest_is_found() -> None:
    (stack,) = evaluate(_report(WEB), [_rule("a.*", "tag")]).stacks
    assert [attribute.path for attribute in stack.found[0].attributes] == ["size"]
    assert stack.ignored == 0


def test_a_resource_of_which_nothing_is_left_is_counted_as_ignored() -> None:
    report = evaluate(_report(WEB), [_rule("a.web", "*")])
    assert report.clean
    assert report.stacks[0].ignored == 1


def test_a_deletion_is_expected_only_by_a_rule_for_the_whole_resource() -> None:
    assert not evaluate(_report(GONE), [_rule("a.gone", "name")]).clean
    assert evaluate(_report(GONE), [_rule("a.gone", "*")]).clean


def test_a_rule_that_matches_nothing_is_told() -> None:
    unused = _rule("a.renamed", "*")
    report = evaluate(_report(WEB), [unused, _rule("a.web", "*")])
    assert report.unused == (unused,)
    console = Console(width=120)
    with console.capture() as capture:
        console.print(drift_view(report))
    assert "app: no drift, 1 ignored by rules" in capture.get()
    assert "remove it: a.renamed *" in capture.get()


def test_a_look_at_some_stacks_tells_nothing_about_the_others_rules() -> None:
    report = evaluate(_report(WEB), [_rule("b.elsewhere", "*")], whole=False)
    assert report.unused == ()
    assert not report.clean


def test_an_issue_says_what_differs_and_what_to_do() -> None:
    (stack,) = evaluate(_report(WEB, GONE), []).stacks
    text = drift_issue(stack, environment="staging")
    assert "2 resources differ" in text
    assert "- delete a.gone" in text
    assert "!     size: 1 -> 2" in text
    assert "ops deploy app --environment staging" in text


def test_a_policy_that_somebody_opened_by_hand_is_drift() -> None:
    report = evaluate(_report(updated(NOBODY, EVERYBODY)), [])
    assert not report.clean
    assert "!     spec.ingress: [] -> {}" in drift_issue(report.stacks[0], environment="staging")


def test_an_update_without_a_visible_attribute_is_drift_unless_a_rule_expects_the_whole_resource() -> None:
    silent = _report(resource("a.web", "update", before={"x": 1}, after={"x": 1}))
    assert not evaluate(silent, [_rule("a.web", "x")]).clean
    assert evaluate(silent, [_rule("a.web", "*")]).clean


def test_one_resource_differs() -> None:
    (stack,) = evaluate(_report(WEB), []).stacks
    assert "1 resource differs" in drift_issue(stack, environment="staging")

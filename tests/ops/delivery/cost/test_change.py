"""The cost change of a plan, and how a plan shows it."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from ops.delivery.cost import catalogue
from ops.delivery.cost import change as cost_change
from ops.delivery.cost.change import CostChange, cost_of_plan
from ops.delivery.planning.changes import read_changes
from ops.delivery.planning.fingerprint import fingerprint
from ops.delivery.planning.markdown import plan_comment
from ops.delivery.planning.report import PlannedStack, PlanReport, UnplannedStack
from ops.delivery.planning.review import as_document
from ops.delivery.planning.terminal import plan_view
from tests.ops.delivery.planning.plans import plan, resource

ADDRESS = "azurerm_public_ip.gateway"


def _state(*skus: str) -> dict[str, Any]:
    resources = [
        {
            "mode": "managed",
            "type": "azurerm_public_ip",
            "address": f"{ADDRESS}{number or ''}",
            "values": {"location": "eastus", "sku": sku},
        }
        for number, sku in enumerate(skus)
    ]
    return {"root_module": {"resources": resources}}


def _plan(*, before: dict[str, Any] | None, after: dict[str, Any]) -> dict[str, Any]:
    facts = plan(resource(ADDRESS, "update", before={"a": 1}, after={"a": 2}))
    prior = {"prior_state": {"values": before}} if before else {}
    return {**facts, "planned_values": after, **prior}


def _cost(facts: dict[str, Any]) -> CostChange:
    change = cost_of_plan("production", "foundation", facts)
    assert change
    return change


def _report(facts: dict[str, Any], *others: UnplannedStack) -> PlanReport:
    stack = PlannedStack(
        changes=read_changes("foundation", facts),
        fingerprint=fingerprint(facts),
        cost=cost_of_plan("production", "foundation", facts),
    )
    return PlanReport(environment="production", commit="0" * 40, stacks=[stack, *others])


def test_a_plan_s_own_values_say_what_changes() -> None:
    change = _cost(_plan(before=_state("Standard"), after=_state("Standard", "Standard")))
    assert (float(change.before.expected), float(change.after.expected)) == (3.65, 7.30)
    assert [(each.address, each.before) for each in change.resources] == [(f"{ADDRESS}1", None)]


def test_a_first_plan_begins_at_nothing() -> None:
    change = _cost(_plan(before=None, after=_state("Standard")))
    assert change.before.expected == 0
    assert change.resources[0].after == Decimal("3.65")


def test_a_stack_of_which_nothing_is_billed_has_no_cost() -> None:
    assert cost_of_plan("production", "app", plan()) is None


def test_what_has_no_price_is_named() -> None:
    assert _cost(_plan(before=None, after=_state("Gold"))).missing == (ADDRESS,)


def test_a_catalogue_that_cannot_be_read_costs_no_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cost_change, "read_prices", lambda: catalogue.read_prices(tmp_path))
    assert cost_of_plan("production", "foundation", _plan(before=None, after=_state("Standard"))) is None


def test_the_cost_is_no_part_of_the_fingerprint() -> None:
    dear = _plan(before=_state("Standard"), after=_state("Standard", "Standard"))
    assert fingerprint(dear) == fingerprint(_plan(before=None, after=_state()))


def test_the_comment_has_a_line_and_a_folded_table() -> None:
    comment = plan_comment(_report(_plan(before=_state("Standard"), after=_state("Standard", "Standard"))))
    assert "\nCost: $4 → $7 a month (+$3.65)\n" in comment
    assert f"| `foundation`: `{ADDRESS}1` |  | $3.65 | +$3.65 |" in comment
    assert comment.count("<details") == comment.count("</details>") == 2
    assert comment.index("| stack |") < comment.index("Cost:") < comment.index("<b>foundation</b>")


def test_an_unchanged_cost_is_one_short_line() -> None:
    comment = plan_comment(_report(_plan(before=_state("Standard"), after=_state("Standard"))))
    assert "\nCost: unchanged, $4 a month\n" in comment
    assert "what changes the cost" not in comment


def test_stacks_that_could_not_be_planned_are_named_as_not_counted() -> None:
    facts = _plan(before=None, after=_state("Standard"))
    report = _report(facts, UnplannedStack(name="addons", reason="foundation is not applied"))
    assert "Cost: $0 → $4 a month (+$3.65), without addons" in plan_comment(report)


def test_a_terminal_shows_the_same() -> None:
    console = Console(width=100)
    facts = _plan(before=_state("Standard"), after=_state("Standard", "Gold"))
    with console.capture() as capture:
        console.print(plan_view(_report(facts)))
    assert "Cost: at least $4 a month, unknown (1 of 2 resources)" in capture.get()
    assert f"unknown: {ADDRESS}1: no price for address/Gold; " in capture.get()
    assert "unchanged" not in capture.get()


def test_a_program_gets_the_cost_once() -> None:
    document = as_document(_report(_plan(before=None, after=_state("Standard"))))
    assert document["cost"]["after"]["expected"] == 3.65
    assert "cost" not in document["stacks"][0]


def test_a_resource_whose_values_are_all_known_after_the_apply_ends_no_plan() -> None:
    unknown: list[dict[str, Any]] = [
        {"mode": "managed", "type": kind, "address": f"{kind}.waits"}
        for kind in ("azurerm_public_ip", "azurerm_role_assignment")
    ]
    after = _state("Standard")
    after["root_module"]["resources"] += unknown
    change = _cost(_plan(before=None, after=after))
    assert change.missing == ("azurerm_public_ip.waits",)
    assert change.after.expected == Decimal("3.65")

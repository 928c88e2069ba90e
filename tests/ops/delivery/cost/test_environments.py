"""The estimates of the repository's own environments: what their owner decides by (SC-012)."""

from datetime import timedelta

import pytest

from ops.delivery.cost.change import compare
from ops.delivery.cost.free import FREE
from ops.delivery.cost.wording import budget_mails, verdict, warnings
from tests.ops.delivery.cost.estimates import TODAY, cost
from tests.support.synthesis import ENVIRONMENTS

# Expected dollars a month, as of the prices in ops/prices: a change of more than two is to be looked at, here
# and in docs/deployment/cost-optimization.md.
TOTALS = {
    "production": {"azure": 212.5, "redpanda": 95.0},
    "staging": {"azure": 200.0, "redpanda": 94.9},
    "budget": {"azure": 39.8, "redpanda": 0.0},
}


@pytest.mark.parametrize(("environment", "limit"), [("production", 230), ("budget", 40)])
def test_what_azure_bills_stays_within_what_was_allowed(environment: str, limit: float) -> None:
    found = cost(environment)
    assert found.estimate.of_provider("azure").expected <= limit == found.usage.limit
    assert not found.over_limit
    assert f"below the limit of ${limit}.00" in verdict(found)
    assert ("others, $95.00 more: $309.01 in total" in verdict(found)) == (environment == "production")


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_the_totals_are_those_that_are_documented(environment: str) -> None:
    found = cost(environment).estimate
    for provider, expected in TOTALS[environment].items():
        assert float(found.of_provider(provider).expected) == pytest.approx(expected, abs=2)


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_nothing_is_unknown_or_without_a_price(environment: str) -> None:
    found = cost(environment).estimate
    assert (found.unknown, found.unpriced) == ((), ())
    assert found.total.minimum <= found.total.expected <= found.total.maximum


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_the_nodes_are_those_that_the_capacity_needs(environment: str) -> None:
    found = cost(environment)
    (cluster,) = [each for each in found.estimate.resources if each.type == "azurerm_kubernetes_cluster"]
    (nodes,) = [line for line in cluster.lines if line.price_key.startswith("vm/")]
    quiet = found.capacity.nodes_at_minimum * found.usage.hours_on.expected
    assert nodes.quantity.expected == quiet + found.usage.further_node_hours.expected


def test_a_budget_environment_that_is_never_stopped_costs_more_than_it_may() -> None:
    found = cost("budget")
    assert found.estimate.total.maximum > 40
    assert found.usage.hours_on.expected == 88


def test_every_reason_for_being_free_is_about_something_that_is_deployed() -> None:
    deployed = {kind for name in ENVIRONMENTS for kind in cost(name).estimate.free}
    assert deployed == set(FREE)


def test_the_mails_to_expect_are_named() -> None:
    assert budget_mails(cost("production")) == (
        "Budget alerts are at $50 and $200; an expected month reaches $50 and $200: expect that mail"
    )
    assert "reaches $20: expect" in budget_mails(cost("budget"))
    assert budget_mails(cost("staging")) == ""


def test_prices_older_than_a_year_are_said() -> None:
    later = cost("budget", today=TODAY + timedelta(days=400))
    assert later.aged
    assert "prices are older than a year" in next(warnings(later))
    assert not list(warnings(cost("budget")))


def test_an_environment_compared_with_itself_does_not_change() -> None:
    found = cost("production").estimate
    assert compare(found, found).unchanged

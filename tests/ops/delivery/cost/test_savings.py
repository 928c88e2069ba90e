"""What production could cost less: computed with the same prices, and said only where they are known."""

from dataclasses import replace
from decimal import Decimal

from ops.delivery.cost.catalogue import read_prices
from ops.delivery.cost.savings import Saving, savings, together
from ops.delivery.cost.wording import saving_lines
from tests.ops.delivery.cost.estimates import cost, price, prices


def _named(environment: str) -> dict[str, Saving]:
    return {each.what: each for each in cost(environment).savings}


def test_production_is_below_its_upper_alert_with_a_reservation_and_event_hubs() -> None:
    found = cost("production")
    azure = found.estimate.of_provider("azure").expected
    assert azure > 200, "the alert rings in an expected month"
    chosen = together(found.savings)
    assert {each.instead_of for each in chosen} == {"nodes", "Kafka"}
    assert found.estimate.total.expected - sum(each.amount for each in chosen) < 200
    *_, both = saving_lines(found)
    assert both.startswith(
        "with Azure Event Hubs, Standard, as the Kafka and reserve 2 × Standard_D2s_v3 for one year"
    )
    assert both.endswith(": the alert at $200 stays silent")


def test_the_reserved_nodes_are_those_that_the_capacity_needs() -> None:
    found = cost("production")
    size, nodes = found.capacity.node_size, found.capacity.nodes_at_minimum
    reserved = _named("production")[f"reserve {nodes} × {size} for one year"]
    catalogue = read_prices()
    listed, term = (
        catalogue.find("azure", "eastus", key).amount for key in (f"vm/{size}", f"vm/{size}/1-year")
    )
    assert reserved.amount == round(nodes * 730 * (listed - term), 2)
    assert not reserved.verified


def test_event_hubs_replaces_the_bill_of_redpanda_by_one_of_azure() -> None:
    hubs = _named("production")["Azure Event Hubs, Standard, as the Kafka"]
    assert hubs.azure == Decimal("-21.90")
    assert hubs.amount == cost("production").estimate.of_provider("redpanda").expected - Decimal("21.90")


def test_what_is_stopped_most_of_the_time_and_has_no_kafka_saves_nothing() -> None:
    assert cost("budget").savings == ()
    assert list(saving_lines(cost("budget"))) == []


def test_without_prices_there_are_no_savings() -> None:
    found = cost("production")
    own = prices(vm__Standard_D2s_v3=price(0.096, unit="hour"))
    none = savings(found.estimate, capacity=found.capacity, usage=found.usage, prices=own, region="eastus")
    assert none == ()


def test_no_sum_is_made_over_an_unknown_cost() -> None:
    found = cost("production")
    gap = replace(found, estimate=replace(found.estimate, unknown=("azurerm_redis_cache.one",)))
    assert not [line for line in saving_lines(gap) if line.startswith("with ")]

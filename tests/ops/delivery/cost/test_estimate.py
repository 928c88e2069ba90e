from ops.delivery.cost.amounts import Range
from ops.delivery.cost.catalogue import read_prices
from ops.delivery.cost.estimate import estimate
from ops.delivery.cost.resources import planned_resources, synthesized_resources
from ops.engine.synthesis.document import StackDocument
from tests.ops.delivery.cost.estimates import price, prices, resource, usage


def test_a_type_that_nobody_has_judged_is_listed_and_not_zero() -> None:
    found = estimate([resource("azurerm_redis_cache")], prices=read_prices(), usage=usage())
    assert found.unknown == ("azurerm_redis_cache.one",)
    assert found.missing == found.unknown
    assert not found.resources


def test_a_free_type_is_counted() -> None:
    free = [resource("azurerm_role_assignment", name) for name in ("one", "two")]
    found = estimate(free, prices=read_prices(), usage=usage())
    assert found.free == {"azurerm_role_assignment": 2}
    assert not found.missing


def test_a_resource_without_the_value_that_its_price_depends_on_is_listed() -> None:
    found = estimate([resource("azurerm_public_ip")], prices=read_prices(), usage=usage())
    assert found.unpriced[0].what == "a value that its price depends on is not known: 'sku'"


def test_what_rests_on_an_unverified_price_is_added_up() -> None:
    own = prices(
        address__Standard=price(0.005, unit="hour"),
        dns__private_zone=price(1),
    )
    own.catalogues["azure", "eastus"].prices["dns/private-zone"] = price(
        0.5, verified=False, note="somebody said so"
    )
    found = estimate(
        [resource("azurerm_public_ip", sku="Standard"), resource("azurerm_private_dns_zone")],
        prices=own,
        usage=usage(),
    )
    assert found.unverified == 0.5
    assert [each.verified for each in found.resources] == [True, False]


def test_the_dearest_resource_comes_first() -> None:
    own = prices(address__Standard=price(1, unit="hour"), address__Basic=price(2, unit="hour"))
    cheap, dear = (resource("azurerm_public_ip", sku, sku=sku) for sku in ("Standard", "Basic"))
    found = estimate([cheap, dear], prices=own, usage=usage())
    assert [each.address for each in found.resources] == [dear.address, cheap.address]


def test_a_resource_without_a_place_is_where_its_neighbours_are() -> None:
    neighbour = resource("azurerm_public_ip", sku="Standard")
    alert = resource("azurerm_monitor_metric_alert", location=None, criteria=[{}])
    found = estimate([alert, neighbour], prices=read_prices(), usage=usage())
    assert not found.unpriced


def test_synthesized_stacks_and_plans_read_alike() -> None:
    values = {"location": "eastus", "sku": "Standard"}
    stacks = {"foundation": StackDocument(content={"resource": {"azurerm_public_ip": {"one": values}}})}
    state = {
        "root_module": {
            "resources": [
                {"mode": "managed", "type": "azurerm_public_ip", "address": "azurerm_public_ip.one"}
                | {"values": values},
                {"mode": "data", "type": "azurerm_public_ip", "address": "data.azurerm_public_ip.two"}
                | {"values": values},
            ]
        }
    }
    plan = {"planned_values": state}
    assert planned_resources("foundation", plan, side="after") == synthesized_resources(stacks)
    assert planned_resources("foundation", plan, side="before") == []


def test_a_block_is_read_as_an_object_and_as_a_list_of_one() -> None:
    for written in ({"size": 1}, [{"size": 1}]):
        assert resource("a", block=written).block("block") == {"size": 1}
        assert resource("a", block=written).blocks("block") == [{"size": 1}]
    assert resource("a").block("block") == {}


def test_an_estimate_of_nothing_is_nothing() -> None:
    found = estimate([], prices=read_prices(), usage=usage())
    assert found.total == Range.of(0)
    assert found.oldest is None

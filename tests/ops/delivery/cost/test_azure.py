"""What each Azure resource is billed for, with the prices of the catalogue."""

from typing import Any

import pytest

from ops.delivery.cost.amounts import Range, cents
from ops.delivery.cost.catalogue import read_prices
from ops.delivery.cost.estimate import Estimate, estimate
from ops.delivery.cost.resources import Resource
from ops.delivery.cost.usage import Usage
from tests.ops.delivery.cost.estimates import resource, usage

PRODUCTION = usage()
POOL = {"vm_size": "Standard_D2s_v3", "min_count": 2, "max_count": 5, "os_disk_type": "Ephemeral"}


def _cluster(pool: dict[str, Any] | None = None, **values: Any) -> Resource:
    return resource(
        "azurerm_kubernetes_cluster",
        sku_tier=values.pop("sku_tier", "Free"),
        default_node_pool={**POOL, **(pool or {})},
        network_profile={"load_balancer_profile": {"managed_outbound_ip_count": 1}},
        **values,
    )


def _estimate(*resources: Resource, usage: Usage = PRODUCTION, nodes: int | None = None) -> Estimate:
    return estimate(resources, prices=read_prices(), usage=usage, nodes=nodes)


def _lines(found: Estimate) -> dict[str, Range]:
    return {line.price_key: line.cost for each in found.resources for line in each.lines}


def _rounded(amount: Range) -> tuple[float, float, float]:
    return (float(cents(amount.minimum)), float(cents(amount.expected)), float(cents(amount.maximum)))


def test_nodes_are_a_range_from_the_pool_s_least_to_its_most() -> None:
    lines = _lines(_estimate(_cluster(), usage=usage(further_node_hours=0)))
    assert _rounded(lines["vm/Standard_D2s_v3"]) == (140.16, 140.16, 350.40)


def test_the_nodes_that_the_pods_need_are_expected_where_the_pool_s_least_is_too_few() -> None:
    lines = _lines(_estimate(_cluster(), usage=usage(further_node_hours=0), nodes=3))
    assert _rounded(lines["vm/Standard_D2s_v3"]) == (140.16, 210.24, 350.40)


def test_hours_off_save_nodes_and_neither_load_balancer_nor_addresses() -> None:
    lines = _lines(_estimate(_cluster(), usage=usage(hours_on=100, further_node_hours=0)))
    assert float(lines["vm/Standard_D2s_v3"].expected) == 19.20
    assert _rounded(lines["load-balancer/rules"])[1] == 18.25
    assert _rounded(lines["address/Standard"])[1] == 3.65


def test_the_uptime_tier_is_billed_by_the_hour_and_free_only_as_the_most() -> None:
    assert _lines(_estimate(_cluster(sku_tier="Standard")))["aks/Standard"].expected == 73
    assert _rounded(_lines(_estimate(_cluster()))["aks/Free"]) == (0, 0, 36.50)


@pytest.mark.parametrize(("size", "key"), [(32, "disk/P4"), (33, "disk/P6"), (128, "disk/P10")])
def test_a_managed_disk_is_billed_by_the_next_larger_size_for_each_node(size: int, key: str) -> None:
    found = _estimate(_cluster({"os_disk_type": "Managed", "os_disk_size_gb": size}))
    price = read_prices().find("azure", "eastus", key).amount
    assert _lines(found)[key] == Range(minimum=2 * price, expected=2 * price, maximum=5 * price)


def test_a_disk_or_a_size_without_a_price_is_listed_with_a_remedy() -> None:
    for pool, said in (
        ({"os_disk_type": "Managed", "os_disk_size_gb": 2048}, "a system disk of 2048 GB"),
        ({"vm_size": "Standard_X99"}, "no price for vm/Standard_X99"),
    ):
        found = _estimate(_cluster(pool))
        assert [each.what for each in found.unpriced] == [said]
        assert found.unpriced[0].remedy
        assert found.missing == ("azurerm_kubernetes_cluster.one",)
        assert found.total == Range.of(0)


def test_the_first_hundred_gigabytes_to_the_internet_are_free() -> None:
    assert _lines(_estimate(_cluster(), usage=usage(outbound_gb=100)))["bandwidth/internet"].expected == 0
    lines = _lines(_estimate(_cluster(), usage=usage(outbound_gb=200)))
    assert float(lines["bandwidth/internet"].expected) == 8.70


@pytest.mark.parametrize(
    ("collected", "cap", "billed"),
    [(5, 1, 0), (15, 1, 10), (60, 1, 30.4167 - 5), (60, -1, 55), (60, None, 55)],
)
def test_logs_are_billed_beyond_the_free_part_and_never_above_the_cap(
    collected: float, cap: float | None, billed: float
) -> None:
    workspace = resource("azurerm_log_analytics_workspace", daily_quota_gb=cap, retention_in_days=30)
    lines = _lines(_estimate(workspace, usage=usage(logs_gb=collected)))
    assert float(lines["logs/ingestion"].expected) == pytest.approx(billed * 2.30, abs=0.01)
    assert "logs/retention" not in lines


def test_keeping_logs_longer_than_a_month_is_billed_by_the_month() -> None:
    workspace = resource("azurerm_log_analytics_workspace", daily_quota_gb=10, retention_in_days=61)
    lines = _lines(_estimate(workspace, usage=usage(logs_gb=10)))
    assert float(lines["logs/retention"].expected) == pytest.approx(10 * 30 / 30.4167 * 0.10, abs=0.01)


def test_the_table_s_short_life_costs_nothing_more() -> None:
    found = _estimate(resource("azurerm_log_analytics_workspace_table", total_retention_in_days=7))
    assert found.total == Range.of(0)


def _metric_alert(alert: str, **dimension: Any) -> Resource:
    dimensions = [dimension] if dimension else []
    return resource("azurerm_monitor_metric_alert", alert, criteria=[{"dimension": dimensions}])


def test_a_metric_alert_counts_a_series_for_each_node_or_value() -> None:
    alerts = [_metric_alert(f"plain-{number}") for number in range(10)]
    assert _estimate(*alerts).total == Range.of(0)
    by_node = _metric_alert("node", name="node", values=["*"])
    by_value = _metric_alert("value", name="status", values=["a", "b"])
    assert float(_estimate(*alerts, by_node, by_value, nodes=3).total.expected) == 0.50


def test_the_ten_free_series_are_free_once_and_not_for_each_alert() -> None:
    alerts = [_metric_alert(f"plain-{number}") for number in range(12)]
    assert float(_estimate(*alerts).total.expected) == 0.20


@pytest.mark.parametrize(
    ("frequency", "amount"), [("PT1M", 3), ("PT5M", 1.5), ("PT10M", 1), ("PT15M", 0.5), ("PT1H", 0.5)]
)
def test_a_log_alert_is_billed_by_how_often_it_runs(frequency: str, amount: float) -> None:
    alert = resource(
        "azurerm_monitor_scheduled_query_rules_alert_v2",
        evaluation_frequency=frequency,
        criteria={"dimension": []},
    )
    assert _estimate(alert).total == Range.of(amount)


def test_a_split_log_alert_adds_its_series_and_a_disabled_one_nothing() -> None:
    kind = "azurerm_monitor_scheduled_query_rules_alert_v2"
    criteria = [{"dimension": [{"name": "Pod", "values": ["*"]}]}]
    split = resource(kind, evaluation_frequency="PT1M", criteria=criteria)
    assert float(_estimate(split, usage=usage(further_alert_series=2)).total.expected) == pytest.approx(3.60)
    off = resource(kind, evaluation_frequency="PT1M", criteria=criteria, enabled=False)
    assert _estimate(off).total == Range.of(0)


def _database(**values: Any) -> Resource:
    return resource(
        "azurerm_postgresql_flexible_server", sku_name="B_Standard_B1ms", storage_mb=32768, **values
    )


def test_a_database_is_compute_storage_and_twice_that_with_a_standby() -> None:
    alone = float(_estimate(_database(), usage=usage(further_backup_gb=0)).total.expected)
    assert alone == pytest.approx(12.41 + 3.68)
    standby = _database(high_availability=[{"mode": "ZoneRedundant"}])
    assert float(_estimate(standby, usage=usage(further_backup_gb=0)).total.expected) == pytest.approx(
        2 * alone
    )


def test_a_registry_is_billed_by_the_day_and_beyond_what_its_tier_stores() -> None:
    registry = resource("azurerm_container_registry", sku="Basic")
    assert float(_estimate(registry, usage=usage(registry_gb=10)).total.expected) == pytest.approx(
        5.07, abs=0.01
    )
    assert float(_estimate(registry, usage=usage(registry_gb=12)).total.expected) == pytest.approx(
        5.27, abs=0.01
    )

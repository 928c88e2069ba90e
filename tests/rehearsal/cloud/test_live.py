from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from contract.service_changes import OWN_TAGS, RESTARTED_AT
from rehearsal.cloud.live import POLICY_TAG, make_live
from rehearsal.cloud.store import CloudObject, SimulatedCloud

NOW = datetime(2026, 11, 27, tzinfo=UTC)


@pytest.fixture
def cloud(tmp_path: Path) -> SimulatedCloud:
    return SimulatedCloud(tmp_path / "cloud.sqlite")


def _put(cloud: SimulatedCloud, type_: str, id_: str, **attributes: Any) -> None:
    cloud.put(CloudObject(provider=type_.split("_")[0], type=type_, id=id_, attributes=attributes))


def _live(cloud: SimulatedCloud, type_: str) -> dict[str, Any]:
    make_live(cloud, now=NOW)
    (item,) = cloud.list_objects(type_)
    return dict(item.attributes)


def test_a_cluster_is_patched_and_scaled_within_its_range(cloud: SimulatedCloud) -> None:
    pool = {"auto_scaling_enabled": True, "max_count": 5, "node_count": 2, "orchestrator_version": "1.34"}
    _put(
        cloud,
        "azurerm_kubernetes_cluster",
        "/c",
        automatic_upgrade_channel="patch",
        kubernetes_version="1.34",
        current_kubernetes_version="1.34.5",
        default_node_pool=[pool],
    )
    after = _live(cloud, "azurerm_kubernetes_cluster")
    assert after["kubernetes_version"] == after["current_kubernetes_version"] == "1.34.6"
    assert after["default_node_pool"][0]["node_count"] == 5
    assert after["default_node_pool"][0]["orchestrator_version"] == "1.34.6"


def test_a_cluster_without_an_upgrade_channel_keeps_its_version(cloud: SimulatedCloud) -> None:
    _put(cloud, "azurerm_kubernetes_cluster", "/c", kubernetes_version="1.34", default_node_pool=[{}])
    assert _live(cloud, "azurerm_kubernetes_cluster")["kubernetes_version"] == "1.34"


def test_a_database_fails_over_and_grows(cloud: SimulatedCloud) -> None:
    type_ = "azurerm_postgresql_flexible_server"
    standby = [{"standby_availability_zone": "2"}]
    _put(cloud, type_, "/d", zone="1", storage_mb=32768, storage_tier="P4", high_availability=standby)
    after = _live(cloud, type_)
    assert after["zone"] != "1"
    assert after["high_availability"][0]["standby_availability_zone"] not in ("2", after["zone"])
    assert after["storage_mb"] > 32768


def test_what_is_read_back_keeps_what_nobody_manages(cloud: SimulatedCloud) -> None:
    group = "azurerm_network_security_group"
    _put(cloud, group, "/g", name="nodes", security_rule=[{"name": "by-hand"}])
    _put(cloud, "azurerm_network_security_rule", "/g/web", name="web", network_security_group_name="nodes")
    assert {rule["name"] for rule in _live(cloud, group)["security_rule"]} == {"web", "by-hand"}


def test_a_policy_tags_what_has_a_location(cloud: SimulatedCloud) -> None:
    _put(cloud, "azurerm_public_ip", "/p", location="eastus", tags={"owner": "team"})
    _put(cloud, "azurerm_log_analytics_saved_search", "/s", tags={"owner": "team"})
    assert _live(cloud, "azurerm_public_ip")["tags"] == {"owner": "team", POLICY_TAG: "policy"}
    assert _live(cloud, "azurerm_log_analytics_saved_search")["tags"] == {"owner": "team"}
    assert POLICY_TAG not in OWN_TAGS


def test_a_deployment_is_restarted_and_scaled_by_its_autoscaler(cloud: SimulatedCloud) -> None:
    template = {"metadata": [{"annotations": None}]}
    _put(
        cloud,
        "kubernetes_deployment_v1",
        "todo/web",
        metadata=[{"name": "web", "resource_version": "7"}],
        spec=[{"replicas": "2", "template": [template]}],
    )
    scaled = {"max_replicas": 4, "scale_target_ref": [{"name": "web"}]}
    _put(cloud, "kubernetes_horizontal_pod_autoscaler_v2", "todo/web", spec=[scaled])
    after = _live(cloud, "kubernetes_deployment_v1")
    assert after["spec"][0]["replicas"] == "4"
    assert RESTARTED_AT in after["spec"][0]["template"][0]["metadata"][0]["annotations"]
    assert after["metadata"][0]["resource_version"] == "8"


def test_the_controller_of_gateways_adds_its_finalizer(cloud: SimulatedCloud) -> None:
    value = {"kind": "GatewayClass", "metadata": {"name": "envoy"}}
    types = ["object", {"kind": "string", "metadata": ["object", {"name": "string"}]}]
    _put(cloud, "kubernetes_manifest", "envoy", object={"type": types, "value": value})
    after = _live(cloud, "kubernetes_manifest")["object"]
    assert len(after["value"]["metadata"]["finalizers"]) == 1
    assert after["type"][1]["metadata"][1]["finalizers"] == ["tuple", ["string"]]


def test_what_happened_is_named_with_the_objects(cloud: SimulatedCloud) -> None:
    _put(cloud, "azurerm_public_ip", "/p", name="gateway", location="eastus", tags={})
    assert make_live(cloud, now=NOW) == {"a policy adds a tag": ["gateway"]}

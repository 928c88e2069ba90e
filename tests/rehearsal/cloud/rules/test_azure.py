"""The refusals and computed values of the simulated Azure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rehearsal.cloud.rules import configure_settings, rule_for
from rehearsal.cloud.rules.base import Situation, problems
from rehearsal.cloud.store import CloudObject, SimulatedCloud
from rehearsal.cloud.values import UNKNOWN

_SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"
_GROUP = f"/subscriptions/{_SUBSCRIPTION}/resourceGroups/shop"
_SETTINGS = {"subscription_id": _SUBSCRIPTION, "tenant_id": "tenant", "client_id": "client"}


@pytest.fixture
def cloud(tmp_path: Path) -> SimulatedCloud:
    made = SimulatedCloud(tmp_path / "cloud.sqlite")
    made.put(
        CloudObject(
            provider="azurerm",
            type="azurerm_resource_group",
            id=_GROUP,
            attributes={"name": "shop", "id": _GROUP},
        )
    )
    return made


def _situation(cloud: SimulatedCloud, type_: str, prior: Any = None, **values: Any) -> Situation:
    return Situation(type=type_, values=values, cloud=cloud, settings=_SETTINGS, prior=prior)


def _said(cloud: SimulatedCloud, when: str, type_: str, prior: Any = None, **values: Any) -> str:
    situation = _situation(cloud, type_, prior, **values)
    found = problems(getattr(rule_for(type_), when), situation)
    return " ".join(f"{problem.summary} {problem.detail}" for problem in found)


def _cluster(**changes: Any) -> dict[str, Any]:
    pool = {"name": "system", "vm_size": "Standard_D2s_v3", "auto_scaling_enabled": True}
    pool |= {"min_count": 2, "max_count": 5}
    return {
        "name": "shop",
        "location": "eastus",
        "resource_group_name": "shop",
        "default_node_pool": [pool | changes.pop("pool", {})],
        **changes,
    }


@pytest.mark.parametrize(
    ("type_", "values", "said"),
    [
        ("azurerm_container_registry", {"name": "a-b"}, "5-50 letters and digits"),
        ("azurerm_container_registry", {"sku": "Basic", "retention_policy_in_days": 7}, "Premium Sku"),
        ("azurerm_container_registry", {"sku": "Basic", "anonymous_pull_enabled": True}, "Standard or"),
        ("azurerm_kubernetes_cluster", {"automatic_upgrade_channel": "none"}, "'none'"),
        ("azurerm_kubernetes_cluster", {"sku_tier": "Paid"}, "'Paid'"),
        ("azurerm_kubernetes_cluster", {"image_cleaner_interval_hours": 12}, "(24 - 2160)"),
        ("azurerm_kubernetes_cluster", {"maintenance_window_node_os": [{"duration": 2}]}, "(4 - 24)"),
        ("azurerm_kubernetes_cluster", {"identity": [{"type": "System, User"}]}, "identity.0.type"),
        ("azurerm_kubernetes_cluster", {"default_node_pool": [{"name": "System-1"}]}, "a letter first"),
        ("azurerm_log_analytics_workspace", {"retention_in_days": 20}, "(30 - 730)"),
        ("azurerm_log_analytics_workspace", {"daily_quota_gb": 0}, "Use -1"),
        (
            "azurerm_log_analytics_workspace_table",
            {"plan": "Basic", "retention_in_days": 8},
            "plan is Basic",
        ),
        ("azurerm_log_analytics_workspace_table", {"retention_in_days": 3}, "(4 - 730)"),
        (
            "azurerm_postgresql_flexible_server",
            {"administrator_password_wo": UNKNOWN},
            "administrator_password_wo_version",
        ),
        ("azurerm_postgresql_flexible_server", {"administrator_login": "pg_shop"}, "reserved"),
        ("azurerm_postgresql_flexible_server", {"sku_name": "Standard_B1ms"}, "B_Standard_B1ms"),
        ("azurerm_postgresql_flexible_server", {"storage_mb": 1024}, "storage_mb"),
        (
            "azurerm_postgresql_flexible_server",
            {"sku_name": "B_Standard_B1ms", "high_availability": [{"mode": "ZoneRedundant"}]},
            "Burstable",
        ),
        ("azurerm_monitor_action_group", {"short_name": "much-too-long-a-name"}, "1-12 characters"),
        ("azurerm_monitor_action_group", {"webhook_receiver": [{"service_uri": "hook"}]}, "full URL"),
        ("azurerm_monitor_metric_alert", {"window_size": "PT10M"}, "PT10M"),
        ("azurerm_monitor_metric_alert", {"criteria": [{"operator": "Equal"}]}, '"Equals"'),
        ("azurerm_monitor_scheduled_query_rules_alert_v2", {"window_duration": "PT20M"}, "PT20M"),
        (
            "azurerm_monitor_scheduled_query_rules_alert_v2",
            {"criteria": [{"operator": "Equals"}]},
            '"Equal"',
        ),
        (
            "azurerm_monitor_scheduled_query_rules_alert_v2",
            {"auto_mitigation_enabled": True, "mute_actions_after_alert_duration": "PT1H"},
            "auto mitigation",
        ),
        ("azurerm_application_insights_workbook", {"name": "Health"}, "UUID"),
        ("azurerm_consumption_budget_subscription", {"amount": 0}, "amount"),
        (
            "azurerm_consumption_budget_subscription",
            {"time_period": [{"start_date": "2026-01-15T00:00:00Z"}]},
            "first of a month",
        ),
        ("azurerm_consumption_budget_subscription", {"notification": [{"threshold": 80}]}, "no contact"),
        ("azurerm_consumption_budget_subscription", {"subscription_id": "7"}, "/subscriptions/<id>"),
        ("azurerm_federated_identity_credential", {"audience": ["a", "b"]}, "exactly one audience"),
        (
            "azurerm_monitor_data_collection_rule_association",
            {"data_collection_rule_id": "x"},
            "`name` is required",
        ),
        ("azurerm_monitor_data_collection_rule", {"data_flow": [{"destinations": ["logs"]}]}, "'logs'"),
        ("azurerm_public_ip", {"domain_name_label": "-shop"}, "a letter first"),
    ],
)
def test_values_that_the_provider_refuses(
    cloud: SimulatedCloud, type_: str, values: dict[str, Any], said: str
) -> None:
    assert said in _said(cloud, "on_validate", type_, **values)


def test_unknown_values_are_not_judged(cloud: SimulatedCloud) -> None:
    values = {"name": UNKNOWN, "sku": UNKNOWN, "retention_policy_in_days": UNKNOWN}

    assert _said(cloud, "on_validate", "azurerm_container_registry", **values) == ""


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (_cluster(pool={"max_count": None}), "`max_count` must be configured"),
        (_cluster(pool={"auto_scaling_enabled": False}), "must be set to `null`"),
        (_cluster(pool={"node_count": 7}), "`node_count`(7)"),
        (_cluster(workload_identity_enabled=True), "`oidc_issuer_enabled`"),
        (_cluster(network_profile=[{"service_cidr": "10.1.0.0/16"}]), "`dns_service_ip`"),
        (_cluster(network_profile=[{"network_plugin": "azure", "pod_cidr": "10.2.0.0/16"}]), "overlay"),
        (
            _cluster(automatic_upgrade_channel="node-image", node_os_upgrade_channel="SecurityPatch"),
            "`NodeImage`",
        ),
        (_cluster(identity=[{"type": "SystemAssigned", "identity_ids": ["x"]}]), "`identity_ids`"),
        (_cluster(cost_analysis_enabled=True, sku_tier="Free"), "cost analysis"),
        (_cluster(local_account_disabled=True), "Entra ID block"),
        (_cluster(network_profile=[{"network_policy": "cilium"}]), "network_data_plane"),
    ],
)
def test_clusters_that_only_an_apply_refuses(
    cloud: SimulatedCloud, values: dict[str, Any], said: str
) -> None:
    type_ = "azurerm_kubernetes_cluster"

    assert said in _said(cloud, "on_apply", type_, **values)
    assert _said(cloud, "on_apply", type_, **_cluster()) == ""


def test_another_node_size_needs_a_name_for_the_rotation(cloud: SimulatedCloud) -> None:
    type_, bigger = "azurerm_kubernetes_cluster", {"vm_size": "Standard_D4s_v3"}
    rotated = _cluster(pool={**bigger, "temporary_name_for_rotation": "rotation"})

    assert "temporary_name_for_rotation" in _said(
        cloud, "on_apply", type_, prior=_cluster(), **_cluster(pool=bigger)
    )
    assert _said(cloud, "on_apply", type_, prior=_cluster(), **rotated) == ""


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ("1.36", "Upgrading Kubernetes version 1.34.7 to 1.36 is not allowed"),
        ("1.33", "Downgrading Kubernetes version 1.34.7 to 1.33 is not allowed"),
        ("1.34", ""),
        ("1.35", ""),
    ],
)
def test_a_cluster_is_upgraded_one_minor_version_at_a_time(
    cloud: SimulatedCloud, version: str, said: str
) -> None:
    before = _cluster(kubernetes_version="1.34.7", current_kubernetes_version="1.34.7")
    after = _cluster(kubernetes_version=version, current_kubernetes_version="1.34.7")
    refused = _said(cloud, "on_apply", "azurerm_kubernetes_cluster", prior=before, **after)
    assert said in refused
    assert bool(refused) is bool(said)


def test_a_new_minor_version_comes_with_a_patch_that_the_plan_does_not_know(cloud: SimulatedCloud) -> None:
    before = _cluster(kubernetes_version="1.34.7", current_kubernetes_version="1.34.7")
    rule = rule_for("azurerm_kubernetes_cluster")

    def read_back(version: str) -> object:
        after = _cluster(kubernetes_version=version, current_kubernetes_version="1.34.7")
        return rule.read_back(_situation(cloud, "azurerm_kubernetes_cluster", before, **after))

    assert read_back("1.34") == {}
    assert read_back("1.35") == {"current_kubernetes_version": "1.35.5"}


def test_leaving_cilium_replaces_the_cluster(cloud: SimulatedCloud) -> None:
    before = _cluster(network_profile=[{"network_policy": "cilium", "network_data_plane": "cilium"}])
    after = _cluster(network_profile=[{"network_policy": "calico", "network_data_plane": "azure"}])
    rule = rule_for("azurerm_kubernetes_cluster")

    paths = list(rule.replaces(_situation(cloud, "azurerm_kubernetes_cluster", before, **after)))

    assert ("network_profile", 0, "network_data_plane") in paths
    assert list(rule.replaces(_situation(cloud, "azurerm_kubernetes_cluster", before, **before))) == []


def test_the_quota_of_cores_counts_what_runs_already(cloud: SimulatedCloud) -> None:
    cloud.set_quota("vcpus", 6)
    running = {"default_node_pool": [{"vm_size": "Standard_D2s_v3", "node_count": 2}]}

    assert _said(cloud, "create_only", "azurerm_kubernetes_cluster", **_cluster()) == ""
    cloud.put(
        CloudObject(provider="azurerm", type="azurerm_kubernetes_cluster", id="other", attributes=running)
    )
    assert "Left regional vcpu quota 2, requested quota 4" in _said(
        cloud, "create_only", "azurerm_kubernetes_cluster", **_cluster()
    )


def test_a_group_that_does_not_exist_is_named(cloud: SimulatedCloud) -> None:
    said = _said(cloud, "on_apply", "azurerm_public_ip", name="a", resource_group_name="absent")

    assert "Resource group 'absent' could not be found" in said


def test_a_parent_that_does_not_exist_is_named_only_where_the_rehearsal_made_its_group(
    cloud: SimulatedCloud,
) -> None:
    server = "/providers/Microsoft.DBforPostgreSQL/flexibleServers/db"
    type_ = "azurerm_postgresql_flexible_server_database"

    assert "ResourceNotFound" in _said(cloud, "on_apply", type_, server_id=f"{_GROUP}{server}")
    elsewhere = _GROUP.replace("shop", "elsewhere")
    assert _said(cloud, "on_apply", type_, server_id=f"{elsewhere}{server}") == ""


def test_a_lock_holds_what_is_below_it(cloud: SimulatedCloud) -> None:
    cloud.put(
        CloudObject(
            provider="azurerm",
            type="azurerm_management_lock",
            id="lock",
            attributes={"name": "keep", "scope": _GROUP},
        )
    )

    assert "ScopeLocked" in _said(cloud, "on_delete", "azurerm_public_ip", id=f"{_GROUP}/providers/x/y/z")
    assert _said(cloud, "on_delete", "azurerm_public_ip", id=f"{_GROUP}-other/providers/x/y/z") == ""


def test_a_group_with_something_in_it_is_not_deleted(cloud: SimulatedCloud) -> None:
    type_ = "azurerm_resource_group"
    assert _said(cloud, "on_delete", type_, id=_GROUP, name="shop") == ""

    cloud.put(
        CloudObject(
            provider="azurerm", type="azurerm_public_ip", id=f"{_GROUP}/providers/x/y/z", attributes={}
        )
    )

    assert "still contains Resources" in _said(cloud, "on_delete", type_, id=_GROUP, name="shop")


def test_subnets_lie_in_their_network_and_apart(cloud: SimulatedCloud) -> None:
    network = f"{_GROUP}/providers/Microsoft.Network/virtualNetworks/net"
    cloud.put(
        CloudObject(
            provider="azurerm",
            type="azurerm_virtual_network",
            id=network,
            attributes={"address_space": ["10.1.0.0/16"]},
        )
    )
    cloud.put(
        CloudObject(
            provider="azurerm",
            type="azurerm_subnet",
            id=f"{network}/subnets/a",
            attributes={"address_prefixes": ["10.1.0.0/24"]},
        )
    )

    def said(cidr: str) -> str:
        names = {"name": "b", "resource_group_name": "shop", "virtual_network_name": "net"}
        return _said(cloud, "on_apply", "azurerm_subnet", address_prefixes=[cidr], **names)

    assert said("10.1.1.0/24") == ""
    assert "not within 10.1.0.0/16" in said("10.2.0.0/24")
    assert "overlaps subnet" in said("10.1.0.128/25")


def test_a_cluster_computes_what_the_stacks_hand_on(cloud: SimulatedCloud) -> None:
    identity = [{"type": "SystemAssigned"}]
    values = _cluster(oidc_issuer_enabled=True, identity=identity, kubernetes_version="1.34")
    rule = rule_for("azurerm_kubernetes_cluster")
    situation = _situation(cloud, "azurerm_kubernetes_cluster", **values)

    computed = rule.computed(situation)

    assert rule.identify(situation) == f"{_GROUP}/providers/Microsoft.ContainerService/managedClusters/shop"
    assert computed["fqdn"].endswith(".hcp.eastus.azmk8s.io")
    assert computed["kube_config"][0]["host"] == f"https://{computed['fqdn']}:443"
    assert computed["oidc_issuer_url"].startswith("https://eastus.oic.prod-aks.azure.com/tenant/")
    assert computed["node_resource_group"] == "MC_shop_shop_eastus"
    assert computed["current_kubernetes_version"] == "1.34.5"
    assert computed["kubelet_identity"][0]["object_id"] != computed["identity.0.principal_id"]
    assert computed == rule.computed(situation)


def test_a_public_address_has_the_name_of_its_label(cloud: SimulatedCloud) -> None:
    place = {"name": "gateway", "location": "eastus", "resource_group_name": "shop"}
    situation = _situation(cloud, "azurerm_public_ip", domain_name_label="shop", **place)

    assert rule_for("azurerm_public_ip").computed(situation)["fqdn"] == "shop.eastus.cloudapp.azure.com"


@pytest.mark.parametrize(
    ("type_", "attribute"),
    [
        ("azurerm_container_registry", "name"),
        ("azurerm_postgresql_flexible_server", "name"),
        ("azurerm_public_ip", "domain_name_label"),
    ],
)
def test_names_that_everyone_shares_are_refused_when_taken(
    cloud: SimulatedCloud, type_: str, attribute: str
) -> None:
    assert _said(cloud, "create_only", type_, **{attribute: "shopname"}) == ""

    cloud.take_name(type_, "shopname")

    assert "already in use" in _said(cloud, "create_only", type_, **{attribute: "shopname"})


def test_a_budget_cannot_start_in_the_past_when_created(cloud: SimulatedCloud) -> None:
    type_ = "azurerm_consumption_budget_subscription"

    assert "before the current month" in _said(
        cloud, "create_only", type_, time_period=[{"start_date": "2020-01-01T00:00:00Z"}]
    )


def test_a_principal_is_an_object_id_and_a_role_is_known(cloud: SimulatedCloud) -> None:
    type_ = "azurerm_role_assignment"

    assert "no object id" in _said(cloud, "on_apply", type_, principal_id="someone")
    unknown = _said(cloud, "on_apply", type_, role_definition_name="Nonsense")
    assert "could not find role 'Nonsense'" in unknown
    assert _said(cloud, "on_apply", type_, principal_id=_SUBSCRIPTION, role_definition_name="AcrPull") == ""


def test_a_database_keeps_its_zone(cloud: SimulatedCloud) -> None:
    said = _said(cloud, "on_apply", "azurerm_postgresql_flexible_server", prior={"zone": "1"}, zone=None)

    assert "ignore_changes" in said


def test_the_subscription_comes_from_the_block_or_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ARM_SUBSCRIPTION_ID", raising=False)
    assert "ARM_SUBSCRIPTION_ID" in configure_settings("azurerm", {})[1][0].detail

    monkeypatch.setenv("ARM_SUBSCRIPTION_ID", _SUBSCRIPTION)
    settings, found = configure_settings("azurerm", {})
    assert found == []
    assert settings["subscription_id"] == _SUBSCRIPTION

    assert "no GUID" in configure_settings("azurerm", {"subscription_id": "mine"})[1][0].summary

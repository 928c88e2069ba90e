"""Every resource type of the stacks behaves: apply, empty second plan, clean refresh, destroy."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from rehearsal.cloud.store import CloudObject, SimulatedCloud
from rehearsal.provider.schema.catalogue import load_catalogue
from tests.support.configurations import WORD, configuration
from tests.support.terraform import CLUSTER_HOST, SUBSCRIPTION, add_cluster, workspace

_GOLDEN = Path(__file__).parents[2] / "golden"

# Beyond what the stacks use now.
_MORE_TYPES = """
azurerm_application_insights azurerm_application_insights_workbook azurerm_consumption_budget_resource_group
azurerm_consumption_budget_subscription azurerm_federated_identity_credential
azurerm_kubernetes_cluster_node_pool azurerm_log_analytics_query_pack azurerm_log_analytics_query_pack_query
azurerm_log_analytics_saved_search azurerm_log_analytics_workspace_table azurerm_management_lock
azurerm_monitor_action_group azurerm_monitor_activity_log_alert azurerm_monitor_data_collection_endpoint
azurerm_monitor_data_collection_rule azurerm_monitor_data_collection_rule_association
azurerm_monitor_diagnostic_setting azurerm_monitor_metric_alert
azurerm_monitor_scheduled_query_rules_alert_v2 azurerm_nat_gateway azurerm_nat_gateway_public_ip_association
azurerm_network_security_group azurerm_network_security_rule azurerm_postgresql_flexible_server
azurerm_postgresql_flexible_server_configuration azurerm_postgresql_flexible_server_database
azurerm_postgresql_flexible_server_firewall_rule azurerm_private_dns_zone
azurerm_private_dns_zone_virtual_network_link azurerm_public_ip azurerm_role_definition
azurerm_storage_account azurerm_storage_container azurerm_subnet azurerm_subnet_nat_gateway_association
azurerm_subnet_network_security_group_association azurerm_user_assigned_identity azurerm_virtual_network
kubernetes_cluster_role_binding_v1 kubernetes_cluster_role_v1 kubernetes_config_map_v1
kubernetes_cron_job_v1 kubernetes_job_v1 kubernetes_limit_range_v1 kubernetes_manifest
kubernetes_network_policy_v1 kubernetes_pod_disruption_budget_v1 kubernetes_priority_class_v1
kubernetes_resource_quota_v1 kubernetes_role_binding_v1 kubernetes_role_v1 kubernetes_service_account_v1
kubernetes_stateful_set_v1 kubernetes_storage_class_v1
redpanda_acl redpanda_resource_group redpanda_serverless_cluster redpanda_topic redpanda_user
"""

_GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{WORD}"
_OTHER_GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/elsewhere"
_BROKERS = "https://simulated"
_MANIFEST = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "made", "namespace": WORD}}

# Values that rules ask for, by type and dotted path.
_VALUES: Mapping[str, Mapping[str, Any]] = {
    "azurerm_resource_group": {"name": "another"},
    "azurerm_management_lock": {"scope": _OTHER_GROUP, "lock_level": "CanNotDelete"},
    "azurerm_role_assignment": {
        "scope": _GROUP,
        "principal_id": SUBSCRIPTION,
        "role_definition_name": "Reader",
        "role_definition_id": None,
    },
    "azurerm_role_definition": {"scope": _GROUP},
    "azurerm_consumption_budget_subscription": {
        "subscription_id": f"/subscriptions/{SUBSCRIPTION}",
        "time_period": [{"start_date": "2099-01-01T00:00:00Z"}],
        "notification.contact_emails": ["someone@example.com"],
    },
    "azurerm_consumption_budget_resource_group": {
        "time_period": [{"start_date": "2099-01-01T00:00:00Z"}],
        "notification.contact_emails": ["someone@example.com"],
    },
    "azurerm_container_registry": {"sku": "Premium"},
    "azurerm_federated_identity_credential": {"issuer": "https://issuer.example", "parent_id": WORD},
    "azurerm_virtual_network": {"name": "another", "address_space": ["10.8.0.0/16"]},
    "azurerm_subnet": {"address_prefixes": ["10.9.0.0/24"]},
    "azurerm_public_ip": {"allocation_method": "Static", "sku": "Standard"},
    "azurerm_log_analytics_workspace": {"retention_in_days": 30},
    "azurerm_log_analytics_workspace_table": {"retention_in_days": 7, "total_retention_in_days": 7},
    "azurerm_monitor_action_group": {
        "azure_function_receiver.name": "function",
        "logic_app_receiver.name": "app",
        "sms_receiver.name": "sms",
        "webhook_receiver.name": "webhook",
        "webhook_receiver.service_uri": "https://hooks.example/",
    },
    "azurerm_monitor_data_collection_rule": {
        "destinations": [{"azure_monitor_metrics": [{"name": WORD}]}],
    },
    "azurerm_monitor_metric_alert": {"window_size": "PT5M"},
    "azurerm_monitor_scheduled_query_rules_alert_v2": {
        "window_duration": "PT5M",
        "criteria.metric_measure_column": WORD,
        "criteria.time_aggregation_method": "Count",
        "auto_mitigation_enabled": False,
    },
    "azurerm_monitor_data_collection_rule_association": {"name": WORD},
    "azurerm_application_insights_workbook": {"name": "85b3e8bb-fc93-40be-83f2-98f6bec18ba0"},
    "azurerm_kubernetes_cluster": {
        "default_node_pool.auto_scaling_enabled": True,
        "default_node_pool.max_count": 3,
        "automatic_upgrade_channel": "patch",
        "node_os_upgrade_channel": "NodeImage",
        "sku_tier": "Standard",
        "identity.type": "UserAssigned",
        "image_cleaner_interval_hours": 48,
        "maintenance_window_auto_upgrade.duration": 4,
        "maintenance_window_node_os.duration": 4,
        "network_profile.network_plugin_mode": "overlay",
    },
    "azurerm_postgresql_flexible_server": {
        "sku_name": "GP_Standard_D2s_v3",
        "storage_mb": 32768,
        "backup_retention_days": 7,
        "administrator_password_wo": None,
        "administrator_password_wo_version": None,
    },
    "azurerm_postgresql_flexible_server_database": {"collation": "en_US.utf8"},
    "kubernetes_manifest": {"manifest": _MANIFEST, "object": None},
    "kubernetes_horizontal_pod_autoscaler_v2": {"spec.min_replicas": 1, "spec.max_replicas": 2},
    "kubernetes_pod_disruption_budget_v1": {"spec.max_unavailable": None},
    "helm_release": {"chart": "dapr", "version": "1.18.3", "values": [], "create_namespace": True},
    "redpanda_resource_group": {"name": "another"},
    "redpanda_serverless_cluster": {"allow_deletion": True},
    "redpanda_topic": {"allow_deletion": True, "cluster_api_url": _BROKERS},
    "redpanda_user": {"mechanism": "scram-sha-256", "password": None, "cluster_api_url": _BROKERS},
    "redpanda_acl": {
        "permission_type": "ALLOW",
        "resource_pattern_type": "LITERAL",
        "cluster_api_url": _BROKERS,
    },
}


def _types() -> list[str]:
    used = {
        type_
        for file in _GOLDEN.glob("*/*.json")
        for type_ in json.loads(file.read_text()).get("resource", {})
    }
    return sorted(used | set(_MORE_TYPES.split()))


def _resources(*, everything: bool) -> dict[str, Any]:
    made = {}
    for type_ in _types():
        schema = load_catalogue(type_.partition("_")[0]).resource(type_)
        values = _VALUES.get(type_, {})
        without = {path for path, value in values.items() if value is None}
        given = {path: value for path, value in values.items() if value is not None}
        arguments = configuration(schema, everything=everything, overrides=given, without=without)
        made[type_] = {"one": arguments}
    return made


def _furnish(cloud: SimulatedCloud) -> None:
    """Create the objects that the generated references point to."""
    add_cluster(cloud)
    cloud.put(
        CloudObject(provider="azurerm", type="azurerm_resource_group", id=_GROUP, attributes={"name": WORD})
    )
    network = f"{_GROUP}/providers/Microsoft.Network/virtualNetworks/{WORD}"
    spaces = {"address_space": ["10.9.0.0/16"]}
    cloud.put(CloudObject(provider="azurerm", type="azurerm_virtual_network", id=network, attributes=spaces))
    cloud.put(CloudObject(provider="redpanda", type="redpanda_resource_group", id=WORD, attributes={}))
    cloud.put(
        CloudObject(
            provider="redpanda",
            type="redpanda_serverless_cluster",
            id="c",
            attributes={"cluster_api_url": _BROKERS},
        )
    )
    seen = {"kubernetes_namespace": WORD}
    for namespace in ("default", WORD):
        seen |= {f"kubernetes_{kind}": f"{namespace}/{WORD}" for kind in ("secret", "config_map", "role")}
        for type_, id_ in {**seen, "kubernetes_service_account": f"{namespace}/{WORD}"}.items():
            cloud.put(
                CloudObject(provider="kubernetes", type=type_, id=id_, attributes={}, scope=CLUSTER_HOST)
            )


@pytest.mark.parametrize("everything", [False, True], ids=["required arguments only", "everything set"])
def test_every_type_applies_settles_and_goes(tmp_path: Path, *, everything: bool) -> None:
    with workspace(tmp_path) as terraform:
        _furnish(terraform.cloud)
        before = {(item.type, item.id) for item in terraform.cloud.list_objects()}
        resources = _resources(everything=everything)
        terraform.write({"resource": resources})

        terraform.apply()
        plan = terraform.plan()
        terraform.destroy()

        changes = plan["resource_changes"]
        assert {change["type"] for change in changes} == set(resources)
        assert [c["address"] for c in changes if c["change"]["actions"] != ["no-op"]] == []
        assert plan.get("resource_drift", []) == []
        definitions = {"custom_resource_definition", "kubernetes_namespace_v1"}
        left = {(item.type, item.id) for item in terraform.cloud.list_objects()} - before
        assert {type_ for type_, _id in left} <= definitions

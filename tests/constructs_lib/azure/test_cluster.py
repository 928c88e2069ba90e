from collections.abc import Sequence
from typing import Any

import pytest
from constructs import Construct

from constructs_lib.azure.cluster import ApiAccess, Cluster, ClusterNetwork, MaintenanceWindow, NodePool
from tests.support.constructs import PLACEMENT, resources

GROUPS = ["11111111-1111-1111-1111-111111111111", "22222222-2222-2222-2222-222222222222"]


def cluster(
    scope: Construct,
    *,
    cidrs: Sequence[str] = (),
    zones: Sequence[str] = ("1", "2"),
    workspace: str | None = "logs",
) -> Cluster:
    return Cluster(
        scope,
        "cluster",
        name="todo",
        dns_prefix="todo",
        kubernetes_version="1.34",
        sku_tier="Free",
        identity_id="identity",
        access=ApiAccess(admin_group_ids=GROUPS, authorized_cidrs=cidrs),
        nodes=NodePool(
            size="Standard_D2s_v3",
            minimum=2,
            maximum=5,
            zones=zones,
            subnet_id="subnet",
            os_disk_type="Ephemeral",
            os_disk_gb=48,
            max_pods=50,
            host_encryption=False,
        ),
        network=ClusterNetwork(
            pod_cidr="10.244.0.0/16",
            service_cidr="10.0.0.0/16",
            dns_service_ip="10.0.0.10",
            outbound_ports=4000,
        ),
        maintenance=MaintenanceWindow(day="Sunday", start="03:00", hours=4, utc_offset="-05:00"),
        log_workspace_id=workspace,
        depends_on=[],
        placement=PLACEMENT,
    )


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    found: dict[str, Any] = resources(cluster)["azurerm_kubernetes_cluster"]["cluster"]
    return found


def test_the_nodes_follow_the_version_of_the_control_plane(made: dict[str, Any]) -> None:
    assert made["kubernetes_version"] == "1.34"
    assert made["default_node_pool"]["orchestrator_version"] == "1.34"


def test_only_entra_id_opens_the_api_server(made: dict[str, Any]) -> None:
    assert made["local_account_disabled"] is True
    assert made["azure_active_directory_role_based_access_control"] == {
        "azure_rbac_enabled": True,
        "admin_group_object_ids": GROUPS,
    }
    assert made["run_command_enabled"] is False


def test_workloads_can_have_identities(made: dict[str, Any]) -> None:
    assert made["oidc_issuer_enabled"] is True
    assert made["workload_identity_enabled"] is True


def test_pods_live_in_an_overlay_on_cilium(made: dict[str, Any]) -> None:
    network = made["network_profile"]
    assert (network["network_plugin"], network["network_plugin_mode"]) == ("azure", "overlay")
    assert (network["network_policy"], network["network_data_plane"]) == ("cilium", "cilium")
    assert network["load_balancer_profile"] == {
        "managed_outbound_ip_count": 1,
        "outbound_ports_allocated": 4000,
    }


def test_the_autoscaler_rules_the_node_count(made: dict[str, Any]) -> None:
    pool = made["default_node_pool"]
    assert (pool["auto_scaling_enabled"], pool["min_count"], pool["max_count"]) == (True, 2, 5)
    assert "node_count" not in pool
    assert made["lifecycle"]["ignore_changes"] == ["default_node_pool[0].node_count"]


def test_upgrades_come_by_themselves_within_the_week_s_window(made: dict[str, Any]) -> None:
    assert (made["automatic_upgrade_channel"], made["node_os_upgrade_channel"]) == ("patch", "NodeImage")
    window = made["maintenance_window_auto_upgrade"]
    assert window == made["maintenance_window_node_os"]
    assert (window["frequency"], window["day_of_week"], window["duration"]) == ("Weekly", "Sunday", 4)
    settings = made["default_node_pool"]["upgrade_settings"]
    assert settings["max_surge"] == "1"


def test_a_change_of_size_rotates_the_pool(made: dict[str, Any]) -> None:
    assert made["default_node_pool"]["temporary_name_for_rotation"] == "systemtmp"


def test_the_agent_signs_in_with_an_identity(made: dict[str, Any]) -> None:
    agent = made["oms_agent"]
    assert agent == {"log_analytics_workspace_id": "logs", "msi_auth_for_monitoring_enabled": True}


def test_without_a_workspace_no_agent_is_installed() -> None:
    made = resources(lambda scope: cluster(scope, workspace=None))["azurerm_kubernetes_cluster"]["cluster"]
    assert "oms_agent" not in made


def test_no_node_carries_a_driver_for_volumes(made: dict[str, Any]) -> None:
    assert not any(made["storage_profile"].values())


def test_zones_are_left_out_where_a_size_has_none() -> None:
    made = resources(lambda scope: cluster(scope, zones=[]))["azurerm_kubernetes_cluster"]["cluster"]
    assert "zones" not in made["default_node_pool"]


def test_the_api_server_answers_everywhere_unless_networks_are_named(made: dict[str, Any]) -> None:
    assert "api_server_access_profile" not in made
    named = resources(lambda scope: cluster(scope, cidrs=["203.0.113.0/24"]))
    profile = named["azurerm_kubernetes_cluster"]["cluster"]["api_server_access_profile"]
    assert profile == {"authorized_ip_ranges": ["203.0.113.0/24"]}


def test_each_group_of_administrators_may_fetch_credentials() -> None:
    made = resources(lambda scope: cluster(scope).grant_kubeconfig_to_admins())
    assignments = made["azurerm_role_assignment"].values()
    assert [assignment["principal_id"] for assignment in assignments] == GROUPS
    assert {assignment["principal_type"] for assignment in assignments} == {"Group"}

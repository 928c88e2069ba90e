"""The foundation as a whole: its outputs are a contract, and its choices follow the environment file."""

import json
from pathlib import Path
from typing import Any

import cdktf
import pytest
from cdktf import App

from environments import load_environment
from stacks.foundation import FoundationStack
from tests.support.environment_files import EnvironmentFile

OUTPUTS = {
    "resource_group",
    "registry_login_server",
    "log_workspace_id",
    "cluster_name",
    "cluster_host",
    "cluster_ca_certificate",
    "oidc_issuer_url",
    "public_ip_name",
    "public_ip_resource_group",
    "public_ip_address",
    "public_fqdn",
}
DATABASE = {"database_host", "database_port", "database_name", "database_user"}
IDENTITIES = {"github_plan_client_id", "github_drift_client_id", "github_deploy_client_id"}


def foundation(environment: Any) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(cdktf.Testing.synth(FoundationStack(App(), environment=environment)))
    return parsed


@pytest.fixture(scope="module")
def production() -> dict[str, Any]:
    return foundation(load_environment("production"))


@pytest.fixture(scope="module")
def budget() -> dict[str, Any]:
    return foundation(load_environment("budget"))


def test_outputs_are_what_later_stacks_and_people_need(
    production: dict[str, Any], budget: dict[str, Any]
) -> None:
    assert set(production["output"]) == OUTPUTS | DATABASE | IDENTITIES
    assert set(budget["output"]) == OUTPUTS
    assert all(output["description"] for output in production["output"].values())


def test_only_a_database_of_our_own_wants_a_password(
    production: dict[str, Any], budget: dict[str, Any]
) -> None:
    assert set(production["variable"]) == {"postgres_password", "postgres_password_revision"}
    assert "variable" not in budget
    assert "azurerm_postgresql_flexible_server" not in budget["resource"]


def test_no_output_is_sensitive(production: dict[str, Any]) -> None:
    assert not [name for name, output in production["output"].items() if output.get("sensitive")]


def test_everything_that_can_be_tagged_is(production: dict[str, Any]) -> None:
    untaggable = {
        "azurerm_consumption_budget_subscription",
        "azurerm_federated_identity_credential",
        "azurerm_log_analytics_workspace_table",
        "azurerm_management_lock",
        "azurerm_monitor_data_collection_rule_association",
        "azurerm_network_security_rule",
        "azurerm_postgresql_flexible_server_configuration",
        "azurerm_postgresql_flexible_server_database",
        "azurerm_role_assignment",
        "azurerm_role_definition",
        "azurerm_subnet",
        "azurerm_subnet_network_security_group_association",
    }
    for type_, made in production["resource"].items():
        for address, resource in made.items():
            expected = None if type_ in untaggable else {"environment", "owner", "cost_centre", "repository"}
            assert (set(resource["tags"]) if "tags" in resource else None) == expected, f"{type_}.{address}"


def test_the_cluster_waits_for_its_rights_on_network_and_address(production: dict[str, Any]) -> None:
    cluster = production["resource"]["azurerm_kubernetes_cluster"]["cluster"]
    assert cluster["depends_on"] == [
        "azurerm_role_assignment.cluster_identity_join_subnet",
        "azurerm_role_assignment.cluster_identity_use_address",
    ]


def test_the_cluster_may_list_the_addresses_of_the_gateway_s_resource_group(
    production: dict[str, Any],
) -> None:
    grant = production["resource"]["azurerm_role_assignment"]["cluster_identity_use_address"]
    (group,) = production["resource"]["azurerm_resource_group"]
    assert grant["role_definition_name"] == "Network Contributor"
    assert grant["scope"] == f"${{azurerm_resource_group.{group}.id}}"


def test_production_has_the_budgets_of_the_requirement(production: dict[str, Any]) -> None:
    budgets = production["resource"]["azurerm_consumption_budget_subscription"].values()
    assert {budget["amount"] for budget in budgets} == {50, 200}
    for budget in budgets:
        kinds = {notification["threshold_type"] for notification in budget["notification"]}
        assert kinds == {"Actual", "Forecasted"}


def test_production_s_logs_are_collected(production: dict[str, Any]) -> None:
    assert "oms_agent" in production["resource"]["azurerm_kubernetes_cluster"]["cluster"]
    assert "azurerm_monitor_data_collection_rule_association" in production["resource"]


def test_without_container_insights_nothing_reads_logs_and_metrics_are_still_watched(
    budget: dict[str, Any],
) -> None:
    made = budget["resource"]
    assert "azurerm_monitor_data_collection_rule" not in made
    assert "azurerm_monitor_scheduled_query_rules_alert_v2" not in made
    assert "monitoring_node_not_ready" in made["azurerm_monitor_metric_alert"]


def test_an_environment_without_github_and_budgets_is_one(tmp_path: Path) -> None:
    file = EnvironmentFile(tmp_path)
    file.remove("github")
    file.remove("budgets")
    made = foundation(file.load())
    assert "azurerm_federated_identity_credential" not in made["resource"]
    assert "azurerm_consumption_budget_subscription" not in made["resource"]
    assert set(made["output"]) == OUTPUTS | DATABASE

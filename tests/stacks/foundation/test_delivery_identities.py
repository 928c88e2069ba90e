from typing import Any

import pytest

from rehearsal.cloud.rules.azure.governance import BUILT_IN_ROLES
from stacks.foundation.delivery_identities import DeliveryIdentities, Repository, Scopes
from tests.support.constructs import PLACEMENT, resources

SCOPES = Scopes(
    subscription="/subscriptions/1111",
    resource_group="/group",
    registry="/acr",
    cluster="/aks",
    states="/states",
    state_prefix="production/",
)


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return resources(
        lambda scope: DeliveryIdentities(
            scope,
            "github",
            name_prefix="todo",
            repository=Repository(name="owner/name", default_branch="main", environment="production"),
            scopes=SCOPES,
            placement=PLACEMENT,
        )
    )


def roles(made: dict[str, Any], identity: str) -> set[tuple[str, str]]:
    """Each role of an identity, or the address of our own, with where it holds."""
    principal = f"${{azurerm_user_assigned_identity.github_{identity}.principal_id}}"
    return {
        (grant.get("role_definition_name") or grant["role_definition_id"], grant["scope"])
        for grant in made["azurerm_role_assignment"].values()
        if grant["principal_id"] == principal
    }


OUTSIDE = "${azurerm_role_definition.github_reads_outside.role_definition_resource_id}"
DEFINITIONS = "${azurerm_role_definition.github_reads_definitions.role_definition_resource_id}"
CLUSTER = "${azurerm_role_definition.github_reads_cluster.role_definition_resource_id}"
READING = {
    (OUTSIDE, SCOPES.subscription),
    ("Reader", "/group"),
    ("Storage Blob Data Reader", "/states"),
    ("Azure Kubernetes Service Cluster User Role", "/aks"),
}


@pytest.mark.parametrize(
    ("identity", "subject"),
    [
        ("plan", "repo:owner/name:pull_request"),
        ("drift", "repo:owner/name:ref:refs/heads/main"),
        ("deploy", "repo:owner/name:environment:production"),
    ],
)
def test_each_identity_is_for_one_kind_of_workflow_run(
    made: dict[str, Any], identity: str, subject: str
) -> None:
    trust = made["azurerm_federated_identity_credential"][f"github_{identity}_github"]
    assert trust["subject"] == subject
    assert trust["issuer"] == "https://token.actions.githubusercontent.com"
    assert trust["audience"] == ["api://AzureADTokenExchange"]


def test_a_repository_with_ids_in_its_tokens_is_trusted_with_them() -> None:
    repository = Repository(
        name="owner/name", default_branch="main", environment="production", owner_id=1, repository_id=2
    )

    made = resources(
        lambda scope: DeliveryIdentities(
            scope, "github", name_prefix="todo", repository=repository, scopes=SCOPES, placement=PLACEMENT
        )
    )

    assert {trust["subject"] for trust in made["azurerm_federated_identity_credential"].values()} == {
        "repo:owner@1/name@2:pull_request",
        "repo:owner@1/name@2:ref:refs/heads/main",
        "repo:owner@1/name@2:environment:production",
    }


def test_a_plan_reads_and_sees_definitions_but_no_object_of_the_cluster(made: dict[str, Any]) -> None:
    assert roles(made, "plan") == READING | {(DEFINITIONS, "/aks")}
    (permissions,) = made["azurerm_role_definition"]["github_reads_definitions"]["permissions"]
    (action,) = permissions["data_actions"]
    assert action.endswith("managedClusters/apiextensions.k8s.io/customresourcedefinitions/read")
    assert permissions.keys() == {"data_actions"}


@pytest.mark.parametrize("identity", ["plan", "drift"])
def test_who_only_reads_sees_one_environment_s_states_and_no_key(made: dict[str, Any], identity: str) -> None:
    condition = made["azurerm_role_assignment"][f"github_{identity}_read_states"]["condition"]
    assert "containers/blobs/read'} AND NOT SubOperationMatches{'Blob.List'}" in condition
    assert condition.endswith("containers/blobs:path] StringLike 'production/*'))")


def test_drift_reads_the_cluster_too_and_writes_nothing(made: dict[str, Any]) -> None:
    assert roles(made, "drift") == READING | {(CLUSTER, "/aks")}
    (permissions,) = made["azurerm_role_definition"]["github_reads_cluster"]["permissions"]
    assert permissions == {"data_actions": ["Microsoft.ContainerService/managedClusters/*/read"]}


def test_the_role_outside_of_the_group_reads_only(made: dict[str, Any]) -> None:
    (permissions,) = made["azurerm_role_definition"]["github_reads_outside"]["permissions"]
    assert permissions["actions"]
    assert all(action.endswith("/read") for action in permissions["actions"])


def test_a_deployment_owns_nothing_and_has_one_role_a_task(made: dict[str, Any]) -> None:
    assert roles(made, "deploy") == {
        (OUTSIDE, SCOPES.subscription),
        ("Contributor", "/group"),
        ("Locks Contributor", "/group"),
        ("Role Based Access Control Administrator", "/group"),
        ("AcrPush", "/acr"),
        ("Azure Kubernetes Service RBAC Cluster Admin", "/aks"),
        ("Storage Blob Data Contributor", "/states"),
        ("Cost Management Contributor", SCOPES.subscription),
    }


def test_a_deployment_hands_out_three_roles_and_removes_no_others(made: dict[str, Any]) -> None:
    condition = made["azurerm_role_assignment"]["github_deploy_assign_roles"]["condition"]
    pull, network, credentials = (
        BUILT_IN_ROLES[name]
        for name in ("AcrPull", "Network Contributor", "Azure Kubernetes Service Cluster User Role")
    )
    allowed = f"{{{pull}, {network}, {credentials}}}"
    assert condition.count(allowed) == 2
    for action, origin in (("write", "@Request"), ("delete", "@Resource")):
        assert f"ActionMatches{{'Microsoft.Authorization/roleAssignments/{action}'}}" in condition
        assert f"({origin}[Microsoft.Authorization/roleAssignments:RoleDefinitionId]" in condition


def test_every_role_says_why(made: dict[str, Any]) -> None:
    assert all(grant["description"] for grant in made["azurerm_role_assignment"].values())


def test_a_second_subscription_of_the_tenant_gets_roles_with_other_names(made: dict[str, Any]) -> None:
    names = {role["name"] for role in made["azurerm_role_definition"].values()}
    assert len(names) == 3
    assert all(name.startswith("todo reads ") and name.endswith(" (1111)") for name in names)

"""The contract is what the synthesized stacks really have."""

from typing import Any

import pytest

from contract import names
from contract.addons import ADDON_DEPLOYMENTS, AddonNamespace
from contract.azure import AKS_SERVER_ID, SURGE_NODES
from contract.inputs import (
    SecretName,
    image_input,
    image_role,
    revision_input,
    secret_variable,
    terraform_variable,
)
from contract.outputs import AddonsOutput, AppOutput, FoundationOutput, Output
from contract.service_changes import SERVICE_CHANGES
from contract.stacks import StackName, state_key
from contract.topics import NOTIFICATIONS, TASK_EVENTS, TOPICS, dead_letter
from contract.workloads import Role, workload_name
from environments import load_environment
from tests.support.synthesis import ENVIRONMENTS, synthesized

OUTPUTS: dict[StackName, type[Output]] = {
    StackName.FOUNDATION: FoundationOutput,
    StackName.ADDONS: AddonsOutput,
    StackName.APP: AppOutput,
}


def _resources(stack: StackName, kind: str) -> list[dict[str, Any]]:
    return list(synthesized("production", stack)["resource"][kind].values())


@pytest.mark.parametrize("stack", StackName)
def test_outputs_and_their_descriptions_are_those_that_production_declares(stack: StackName) -> None:
    declared = synthesized("production", stack)["output"]
    assert {str(output): output.description for output in OUTPUTS[stack]} == {
        name: output["description"] for name, output in declared.items()
    }


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize("stack", StackName)
def test_no_environment_declares_an_output_that_the_contract_lacks(
    environment: str, stack: StackName
) -> None:
    assert set(synthesized(environment, stack)["output"]) <= set(OUTPUTS[stack])


@pytest.mark.parametrize("stack", StackName)
def test_state_keys_are_those_of_the_backends(stack: StackName) -> None:
    backend = synthesized("staging", stack)["terraform"]["backend"]["azurerm"]
    assert backend["key"] == state_key(environment="staging", stack=stack) == f"staging/{stack}.tfstate"


def test_secrets_are_the_ephemeral_variables_of_all_stacks() -> None:
    variables = {
        name: facts
        for environment in ENVIRONMENTS
        for stack in StackName
        for name, facts in synthesized(environment, stack).get("variable", {}).items()
    }
    secrets = {name for name, facts in variables.items() if facts.get("ephemeral")}
    assert secrets == set(SecretName)
    images = {image_input(role) for role in Role}
    assert set(variables) == secrets | {revision_input(name) for name in secrets} | images


def test_variables_of_the_inputs() -> None:
    assert terraform_variable(SecretName.DATABASE_URL) == "TF_VAR_database_url"
    assert secret_variable(SecretName.DATABASE_URL) == "DATABASE_URL"
    assert revision_input(SecretName.DATABASE_URL) == "database_url_revision"
    assert (image_role("backend_image"), image_role("database_url")) == ("backend", None)


def test_addons_are_installed_into_their_namespaces() -> None:
    releases = _resources(StackName.ADDONS, "helm_release")
    assert {release["namespace"] for release in releases} == set(AddonNamespace) == set(ADDON_DEPLOYMENTS)


def test_topics_are_those_of_the_addons() -> None:
    topics = [topic["name"] for topic in _resources(StackName.ADDONS, "redpanda_topic")]
    assert sorted(topics) == sorted(TOPICS)
    assert {TASK_EVENTS, dead_letter(TASK_EVENTS), NOTIFICATIONS, dead_letter(NOTIFICATIONS)} == set(TOPICS)


def test_workloads_are_the_deployments() -> None:
    deployments = _resources(StackName.APP, "kubernetes_deployment_v1")
    assert {each["metadata"]["name"] for each in deployments} == {
        workload_name(role, application="todo") for role in Role
    }


@pytest.mark.parametrize("stack", [StackName.ADDONS, StackName.APP])
def test_providers_sign_in_at_the_server_of_aks(stack: StackName) -> None:
    assert f'"{AKS_SERVER_ID}"' in str(synthesized("production", stack)["provider"]).replace("'", '"')


def test_derived_names_are_those_of_the_foundation() -> None:
    settings = load_environment("production")
    name = settings.cluster.name
    (cluster,) = _resources(StackName.FOUNDATION, "azurerm_kubernetes_cluster")
    assert cluster["node_resource_group"] == names.node_resource_group(name)
    assert cluster["default_node_pool"]["upgrade_settings"]["max_surge"] == str(SURGE_NODES)
    identities = {one["name"] for one in _resources(StackName.FOUNDATION, "azurerm_user_assigned_identity")}
    assert {names.delivery_identity(job, cluster=name) for job in names.DeliveryJob} < identities
    budgets = {
        one["name"] for one in _resources(StackName.FOUNDATION, "azurerm_consumption_budget_subscription")
    }
    assert settings.budgets is not None
    assert budgets == {names.budget(amount, cluster=name) for amount in settings.budgets.amounts}
    assert all(one.startswith(names.budget_prefix(name)) for one in budgets)


def test_host_of_a_registry_is_in_lower_case() -> None:
    assert names.registry_host("TodoAcr") == "todoacr.azurecr.io"


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize("stack", StackName)
def test_what_terraform_ignores_is_what_services_change(environment: str, stack: StackName) -> None:
    for resource_type, resources in synthesized(environment, stack)["resource"].items():
        known = {row.attribute for row in SERVICE_CHANGES if row.ignored and row.covers(resource_type)}
        for resource in resources.values():
            ignored = resource.get("lifecycle", {}).get("ignore_changes", [])
            without_blocks = {one for one in known if "[" not in one or one.partition("[")[0] in resource}
            assert set(ignored) == without_blocks

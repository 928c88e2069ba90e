"""What the caller may do: actions of any role, and conditions on assigning roles."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from environments import load_environment
from ops.clients.azure.environment import AzureTarget
from ops.commands.bootstrap.permissions import (
    ACTIONS,
    assigned_roles,
    assigns_own_roles,
    needed_actions,
)
from ops.commands.bootstrap.preflight.outcome import NotCheckedError
from ops.commands.bootstrap.roles import MissingRoleError, check_roles
from tests.ops.clients.azure.resource_manager import Api
from tests.ops.commands.bootstrap.subscription import assignment, definition, role_id

AUTHORIZATION = "/providers/Microsoft.Authorization"
PROJECT = Path(__file__).parents[4]
ASSIGNS = "Microsoft.Authorization/roleAssignments"
PRIVILEGED = ["Owner", "User Access Administrator", "Role Based Access Control Administrator"]


def condition(operator: str, roles: list[str], *, more: str = "") -> str:
    """Return a condition as the portal writes it, for assigning and for removing.

    Source: learn.microsoft.com, "Examples to delegate Azure role assignment management with conditions".
    """
    ids = ", ".join(role_id(role) for role in roles)
    return " AND ".join(
        f"((!(ActionMatches{{'{ASSIGNS}/{action}'}})) OR "
        f"(@{source}[{ASSIGNS}:RoleDefinitionId] {operator} {{{ids}}}{more if action == 'write' else ''}))"
        for action, source in (("write", "Request"), ("delete", "Resource"))
    )


def give(api: Api, target: AzureTarget, conditional: str) -> None:
    """Let the caller be an owner under a condition."""
    api.resources[f"{target.subscription}{AUTHORIZATION}/roleAssignments"] = {
        "value": [assignment("Owner", scope=target.subscription, condition=conditional)]
    }


def foundation(environment: str) -> dict[str, dict[str, dict[str, str]]]:
    path = PROJECT / "tests" / "golden" / environment / "foundation.json"
    resources: dict[str, dict[str, dict[str, str]]] = json.loads(path.read_text())["resource"]
    return resources


@pytest.mark.parametrize("environment", ["production", "staging", "budget"])
def test_the_actions_are_those_of_the_synthesized_foundation(environment: str) -> None:
    needed = needed_actions(load_environment(environment))
    types = foundation(environment)
    assert {ACTIONS[name] for name in types} <= set(needed)
    of_other_types = {action for name, action in ACTIONS.items() if name not in types}
    elsewhere = {name for name in of_other_types if name.startswith("Microsoft.Authorization/")}
    assert not elsewhere & set(needed)


@pytest.mark.parametrize("environment", ["production", "staging", "budget"])
def test_the_roles_are_those_that_the_foundation_assigns(environment: str) -> None:
    loaded = load_environment(environment)
    assignments = foundation(environment)["azurerm_role_assignment"].values()
    named = {one["role_definition_name"] for one in assignments if "role_definition_name" in one}
    assert assigned_roles(loaded) == named | {"Storage Blob Data Contributor"}
    assert assigns_own_roles(loaded) == any("role_definition_id" in one for one in assignments)


def test_a_custom_role_with_every_action_suffices(api: Api, target: AzureTarget) -> None:
    path = f"{target.subscription}{AUTHORIZATION}"
    custom = definition("Deployer", id_="c0", actions=needed_actions(target.environment))
    api.resources[f"{path}/roleDefinitions"]["value"].append(custom)
    api.resources[f"{path}/roleAssignments"] = {
        "value": [assignment("Deployer", scope=target.subscription, id_="c0")]
    }
    assert check_roles(target) == "Deployer"


def test_an_action_that_a_role_takes_away_is_missing(api: Api, target: AzureTarget) -> None:
    path = f"{target.subscription}{AUTHORIZATION}"
    custom = definition(
        "Almost", id_="c1", actions=["*"], notActions=["microsoft.network/publicipaddresses/*"]
    )
    api.resources[f"{path}/roleDefinitions"]["value"].append(custom)
    api.resources[f"{path}/roleAssignments"] = {
        "value": [assignment("Almost", scope=target.subscription, id_="c1")]
    }
    with pytest.raises(MissingRoleError) as caught:
        check_roles(target)
    assert "missing: Microsoft.Network/publicIPAddresses/write" in caught.value.what


def test_a_role_assignments_administrator_suffices_without_locks_and_custom_roles(
    api: Api, target: AzureTarget
) -> None:
    budget = load_environment("budget").model_copy(update={"azure": target.environment.azure})
    api.resources[f"{target.subscription}{AUTHORIZATION}/roleAssignments"] = {
        "value": [
            assignment(role, scope=target.subscription)
            for role in ("Contributor", "Role Based Access Control Administrator")
        ]
    }
    found = check_roles(replace(target, environment=budget))
    assert found == "Contributor and Role Based Access Control Administrator"
    with pytest.raises(MissingRoleError):
        check_roles(target)


def test_the_portals_condition_without_privileged_roles_refuses_the_deploy_identity(
    api: Api, target: AzureTarget
) -> None:
    give(api, target, condition("ForAnyOfAllValues:GuidNotEquals", PRIVILEGED))
    with pytest.raises(MissingRoleError, match="forbids assigning Role Based Access Control Administrator"):
        check_roles(target)


def test_a_condition_that_allows_every_role_of_the_foundation_suffices(api: Api, target: AzureTarget) -> None:
    give(api, target, condition("ForAnyOfAllValues:GuidNotEquals", ["Owner"]))
    assert check_roles(target) == "Owner"


def test_a_list_of_roles_cannot_hold_those_that_the_foundation_defines(api: Api, target: AzureTarget) -> None:
    every = sorted(assigned_roles(target.environment))
    give(api, target, condition("ForAnyOfAnyValues:GuidEquals", every))
    with pytest.raises(MissingRoleError, match="forbids assigning the foundation's custom roles"):
        check_roles(target)


@pytest.mark.parametrize(
    "conditional",
    [
        "@Resource[x] StringEquals 'y'",
        condition(
            "ForAnyOfAllValues:GuidNotEquals",
            ["Owner"],
            more=f" AND @Request[{ASSIGNS}:PrincipalType] StringEqualsIgnoreCase 'User'",
        ),
    ],
    ids=["another", "with a type of principal"],
)
def test_a_condition_of_another_form_is_not_checked(api: Api, target: AzureTarget, conditional: str) -> None:
    give(api, target, conditional)
    with pytest.raises(NotCheckedError, match="in a form that is not known"):
        check_roles(target)


def test_an_unconditional_assignment_makes_a_condition_irrelevant(api: Api, target: AzureTarget) -> None:
    give(api, target, "@Resource[x] StringEquals 'y'")
    listed = api.resources[f"{target.subscription}{AUTHORIZATION}/roleAssignments"]["value"]
    listed.append(assignment("User Access Administrator", scope="/"))
    assert check_roles(target) == "Owner and User Access Administrator"

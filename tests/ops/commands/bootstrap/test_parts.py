"""Each part by itself: what is found missing, and what making it asks of Azure."""

import json
import subprocess
from datetime import date
from pathlib import Path

import pytest

from environments import load_environment
from ops.clients.azure.environment import AzureTarget
from ops.clients.azure.github_variables import (
    GitHubVariableError,
    deployment_variables,
    github_variables,
    set_github_variables,
)
from ops.commands.bootstrap.budgets import StartMonthError, stale_start_month
from ops.commands.bootstrap.resource_providers import missing_providers, needed
from ops.commands.bootstrap.state import ACCOUNT_SETTINGS, NameTakenError, missing_account
from ops.common.errors import MissingToolError
from tests.ops.clients.azure.resource_manager import Api
from tests.support.environment_files import EnvironmentFile
from tests.support.json_api import Answer, Call

DECEMBER = date(2026, 12, 5)
PROJECT = Path(__file__).parents[4]
# Source: learn.microsoft.com, "Resource providers for Azure services"; the last two are always registered.
NAMESPACES = {
    "azurerm_application_insights_workbook": "Microsoft.Insights",
    "azurerm_consumption_budget": "Microsoft.Consumption",
    "azurerm_container_registry": "Microsoft.ContainerRegistry",
    "azurerm_federated_identity": "Microsoft.ManagedIdentity",
    "azurerm_kubernetes_cluster": "Microsoft.ContainerService",
    "azurerm_log_analytics": "Microsoft.OperationalInsights",
    "azurerm_monitor": "Microsoft.Insights",
    "azurerm_network": "Microsoft.Network",
    "azurerm_postgresql_flexible_server": "Microsoft.DBforPostgreSQL",
    "azurerm_private_dns_zone": "Microsoft.Network",
    "azurerm_public_ip": "Microsoft.Network",
    "azurerm_subnet": "Microsoft.Network",
    "azurerm_user_assigned_identity": "Microsoft.ManagedIdentity",
    "azurerm_virtual_network": "Microsoft.Network",
    "azurerm_management_lock": "Microsoft.Authorization",
    "azurerm_role": "Microsoft.Authorization",
    "azurerm_resource_group": "Microsoft.Resources",
}


def test_only_the_missing_providers_are_registered_and_waited_for(api: Api, target: AzureTarget) -> None:
    known = api.resources[f"{target.subscription}/providers"]["value"]
    known[0]["registrationState"] = "NotRegistered"
    path = f"{target.subscription}/providers/{known[0]['namespace']}"
    states = ["Registering", "Registered"]
    api.respond.append(
        lambda call: Answer(body={"registrationState": states.pop(0)}) if call.path == path else None
    )
    pauses: list[float] = []
    [action] = missing_providers(target, pause=pauses.append)
    action.run()
    assert action.what == f"registration of {known[0]['namespace']}"
    assert api.writes() == [("POST", f"{path}/register")]
    assert (states, len(pauses)) == ([], 1)


def test_the_databases_provider_is_needed_only_where_azure_manages_it(
    environment_file: EnvironmentFile,
) -> None:
    assert "Microsoft.DBforPostgreSQL" in needed(environment_file.load())
    assert "Microsoft.DBforPostgreSQL" not in needed(load_environment("budget"))


def test_a_name_that_somebody_else_has_is_refused(api: Api, target: AzureTarget) -> None:
    taken = {"nameAvailable": False, "reason": "AlreadyExists", "message": "already taken"}

    def respond(call: Call) -> Answer | None:
        return Answer(body=taken) if call.path.endswith("/checkNameAvailability") else None

    api.respond.insert(0, respond)
    with pytest.raises(NameTakenError, match="hackathontodotfstate is not available: already taken"):
        missing_account(target)


def test_a_setting_that_somebody_changed_is_set_back(api: Api, target: AzureTarget) -> None:
    changed = {**ACCOUNT_SETTINGS, "allowSharedKeyAccess": True, "primaryEndpoints": {}}
    api.resources[target.state_account] = {"properties": changed}
    [action] = missing_account(target)
    action.run()
    assert action.what == "allowSharedKeyAccess = False of storage account hackathontodotfstate"
    assert api.calls[-1].body == {"properties": {"allowSharedKeyAccess": False}}


def test_a_past_start_month_is_replaced_and_comments_stay(target: AzureTarget, tmp_path: Path) -> None:
    file = tmp_path / "production.yaml"
    file.write_text('budgets:\n  start_month: "2026-11" # written once\n  amounts: [50]\n')
    [action] = stale_start_month(target, file=file, today=DECEMBER)
    action.run()
    assert file.read_text() == 'budgets:\n  start_month: "2026-12" # written once\n  amounts: [50]\n'


def test_the_start_month_of_budgets_that_exist_stays(api: Api, target: AzureTarget, tmp_path: Path) -> None:
    api.resources[f"{target.subscription}/providers/Microsoft.Consumption/budgets"] = {
        "value": [{"name": "hackathon-todo-prod-50"}]
    }
    assert stale_start_month(target, file=tmp_path / "none.yaml", today=DECEMBER) == []


def test_a_file_without_the_line_is_left_alone(target: AzureTarget, tmp_path: Path) -> None:
    file = tmp_path / "production.yaml"
    file.write_text('budgets: {start_month: "2026-11"}\n')
    [action] = stale_start_month(target, file=file, today=DECEMBER)
    with pytest.raises(StartMonthError, match="start_month"):
        action.run()
    assert file.read_text() == 'budgets: {start_month: "2026-11"}\n'


def test_the_identities_are_among_the_variables_once_they_exist(api: Api, target: AzureTarget) -> None:
    first = github_variables(target)
    assert set(first) == {"AZURE_TENANT_ID", "AZURE_SUBSCRIPTION_ID"}
    api.resources[target.group] = {}
    api.resources[f"{target.group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities"] = {
        "value": [
            {"name": f"hackathon-todo-prod-github-{name}", "properties": {"clientId": f"id-of-{name}"}}
            for name in ("plan", "drift", "deploy")
        ]
        + [{"name": "hackathon-todo-prod-cluster", "properties": {"clientId": "other"}}]
    }
    assert github_variables(target) == {
        **first,
        "AZURE_PLAN_CLIENT_ID": "id-of-plan",
        "AZURE_DRIFT_CLIENT_ID": "id-of-drift",
        "AZURE_DEPLOY_CLIENT_ID": "id-of-deploy",
    }


def test_variables_are_set_with_gh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = tmp_path / "said"
    _program(tmp_path, f'echo "$@" >> {said}')
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    set_github_variables({"AZURE_TENANT_ID": "t"}, repository="o/r")
    assert said.read_text() == "variable set AZURE_TENANT_ID --repo o/r --body t\n"


def test_an_environments_variables_are_set_in_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = tmp_path / "said"
    _program(tmp_path, f'echo "$@" >> {said}')
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    set_github_variables({"AZURE_TENANT_ID": "t"}, repository="o/r", environment="staging")
    assert said.read_text() == "variable set AZURE_TENANT_ID --repo o/r --env staging --body t\n"


def test_an_environment_needs_the_variables_of_its_deployment_alone() -> None:
    names = [f"AZURE_{name}_ID" for name in ("TENANT", "SUBSCRIPTION")]
    names += [f"AZURE_{name}_CLIENT_ID" for name in ("PLAN", "DRIFT", "DEPLOY")]
    assert list(deployment_variables(dict.fromkeys(names, "x"))) == [
        "AZURE_TENANT_ID",
        "AZURE_SUBSCRIPTION_ID",
        "AZURE_DEPLOY_CLIENT_ID",
    ]


def test_what_gh_says_when_it_refuses_is_passed_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _program(tmp_path, "echo 'HTTP 403: Must have admin rights' >&2; exit 1")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(GitHubVariableError, match="Must have admin rights"):
        set_github_variables({"AZURE_TENANT_ID": "t"}, repository="o/r")


def test_without_gh_the_message_says_where_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingToolError, match="gh is not installed"):
        set_github_variables({"AZURE_TENANT_ID": "t"}, repository="o/r")


def _program(folder: Path, script: str) -> None:
    program = folder / "gh"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    assert subprocess.run(["/bin/sh", "-n", str(program)], check=False).returncode == 0


@pytest.mark.parametrize("environment", ["production", "staging", "budget"])
def test_every_resource_type_of_the_foundation_has_its_provider_registered(environment: str) -> None:
    golden = json.loads((PROJECT / "tests" / "golden" / environment / "foundation.json").read_text())
    registered = {*needed(load_environment(environment)), "Microsoft.Authorization", "Microsoft.Resources"}
    for resource_type in golden["resource"]:
        [namespace] = {NAMESPACES[prefix] for prefix in NAMESPACES if resource_type.startswith(prefix)}
        assert namespace in registered, resource_type

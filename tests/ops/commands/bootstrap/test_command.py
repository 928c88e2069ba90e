import json
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from ops.clients.azure.environment import AzureTarget, WrongSubscriptionError
from ops.clients.github.environment import TOKEN_VARIABLES
from ops.commands.bootstrap import command
from ops.common.errors import UserError
from tests.ops.clients.azure.resource_manager import Api


@pytest.fixture
def ready(target: AzureTarget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AzureTarget:
    monkeypatch.setattr(command, "open_target", lambda _: (target, tmp_path / "sample.yaml"))
    for variable in TOKEN_VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    # A dry run on an empty subscription does not come as far as the container.
    monkeypatch.setattr(command, "state_container", lambda *_, **__: nullcontext())
    return target


def ops(*arguments: str) -> Result:
    app = typer.Typer()
    command.register(app)
    return CliRunner().invoke(app, list(arguments))


def test_the_variables_for_github_are_printed_as_commands(ready: AzureTarget) -> None:
    result = ops("--dry-run")
    assert result.exit_code == 0
    assert "gh variable set AZURE_TENANT_ID --repo hackathon-todo/deployment --body t" in result.output
    assert "run this again then" in result.output


def test_the_variables_of_staging_are_not_those_of_the_repository(ready: AzureTarget) -> None:
    result = ops("--dry-run", "--environment", "staging")
    scope = "--repo hackathon-todo/deployment --env production"  # the sample's deployment environment
    assert result.exit_code == 0
    assert f"gh variable set AZURE_TENANT_ID {scope} --body t" in result.output
    assert "gh variable set AZURE_TENANT_ID --repo hackathon-todo/deployment --body" not in result.output


def test_the_result_is_there_as_json(ready: AzureTarget) -> None:
    document = json.loads(ops("--dry-run", "--json").stdout)
    assert document["checks"]["Roles"] == "Owner"
    assert "container tfstate" in document["made"]
    assert document["github_variables"]["AZURE_TENANT_ID"] == "t"


def test_variables_cannot_be_set_without_a_repository(
    ready: AzureTarget, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = replace(ready, environment=ready.environment.model_copy(update={"github": None}))
    monkeypatch.setattr(command, "open_target", lambda _: (alone, Path("sample.yaml")))
    result = ops("--set-github")
    assert isinstance(result.exception, UserError)
    assert "has no repository" in result.exception.what
    assert api.calls == []


@pytest.mark.parametrize("environment", ["production", "staging", "budget"])
def test_a_file_with_a_placeholder_is_refused_before_anybody_signs_in(environment: str) -> None:
    result = ops("--environment", environment)
    assert isinstance(result.exception, WrongSubscriptionError)
    assert result.exception.where.endswith(f"{environment}.yaml")

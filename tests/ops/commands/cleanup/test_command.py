"""`ops cleanup` as far as it goes without Terraform; the rest is in tests/end_to_end/cleanup."""

import json
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from types import SimpleNamespace

import pytest
import typer
from azure.storage.blob import ContainerClient
from typer.testing import CliRunner, Result

from ops.clients.azure.environment import AzureTarget
from ops.commands.cleanup import command
from ops.common.confirmation import NotConfirmedError
from ops.common.simulation import SIMULATED_VARIABLE
from ops.engine.terraform.product import TERRAFORM
from tests.ops.clients.azure.resource_manager import Api
from tests.ops.commands.cleanup.states import resource, stack_at, write_state


@pytest.fixture(autouse=True)
def opened(target: AzureTarget, container: ContainerClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def opened_container() -> AbstractContextManager[ContainerClient]:
        return nullcontext(container)

    stacks = (stack_at("sample/foundation.tfstate"),)
    write_state(
        container,
        "sample/foundation.tfstate",
        resource("azurerm_container_registry", "registry", {"attributes": {"id": "/r", "name": "acr"}}),
    )
    engine = SimpleNamespace(product=TERRAFORM)
    workspace = SimpleNamespace(
        environment="sample", stacks=stacks, engine=engine, container=opened_container
    )
    monkeypatch.setattr(command, "open_workspace", lambda **_: workspace)
    monkeypatch.setattr(command, "environment_settings", lambda _: target.environment)
    monkeypatch.setattr(command, "open_target", lambda _: (target, Path("sample.yaml")))
    monkeypatch.delenv(SIMULATED_VARIABLE, raising=False)


def ops(*arguments: str) -> Result:
    app = typer.Typer()
    command.register(app)
    return CliRunner().invoke(app, ["--environment", "sample", *arguments])


def test_a_dry_run_shows_what_is_deleted_what_is_lost_and_what_stays(api: Api) -> None:
    result = ops("--dry-run", "--json")
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert document["resources"] == {"foundation": {"azurerm_container_registry": 1}}
    assert document["deleted"] == []
    assert "acr" in document["lost"][0]
    assert document["stays"][-1]["how"].endswith("hackathon-todo-state-rg")
    assert api.writes() == []


def test_a_blocker_stops_it_before_the_name_is_asked_for(api: Api, target: AzureTarget) -> None:
    id_ = f"{target.group}/providers/Microsoft.Authorization/locks/keep"
    locks = api.resources[f"{target.subscription}/providers/Microsoft.Authorization/locks"]["value"]
    locks.append({"id": id_, "name": "keep", "properties": {"level": "CanNotDelete"}})
    result = ops("--confirm", "sample")
    assert isinstance(result.exception, command.CleanupBlockedError)
    assert "nothing was deleted" in result.exception.what
    assert f"az lock delete --ids {id_}" in result.exception.what


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "nobody can be asked here for the name 'sample'"),
        (("--confirm", "other"), "'other' is not 'sample'"),
    ],
)
def test_without_the_right_name_nothing_is_deleted(arguments: tuple[str, ...], message: str) -> None:
    result = ops(*arguments)
    assert isinstance(result.exception, NotConfirmedError)
    assert message in result.exception.what
    assert result.exception.remedy == "ops cleanup --environment sample --confirm sample"


def test_a_rehearsals_shell_calls_no_azure(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SIMULATED_VARIABLE, "1")
    assert ops("--dry-run").exit_code == 0
    assert api.calls == []

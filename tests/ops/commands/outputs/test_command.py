"""`ops outputs` on a real state store."""

import json
from collections.abc import Callable
from contextlib import nullcontext

import pytest
import typer
from azure.storage.blob import ContainerClient
from typer.testing import CliRunner, Result

from contract.stacks import state_key
from ops.commands.outputs import command
from ops.commands.outputs.command import UnknownOutputError
from ops.delivery.states.state_file import DamagedStateError

ENVIRONMENT = "with-outputs"
OUTPUTS = {
    "foundation": {"database_port": {"value": 6432, "type": "number"}},
    "addons": {"dapr_version": {"value": "1.18.3", "type": "string"}},
    "app": {
        "dapr_version": {"value": "1.18.2", "type": "string"},
        "password": {"value": "value-of-the-password", "type": "string", "sensitive": True},
    },
}

Run = Callable[..., Result]


@pytest.fixture
def run(container: ContainerClient, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs `ops outputs` in an environment with three states."""
    for stack, outputs in OUTPUTS.items():
        facts = {"version": 4, "serial": 1, "lineage": stack, "outputs": outputs, "resources": []}
        name = state_key(environment=ENVIRONMENT, stack=stack)
        container.upload_blob(name, json.dumps(facts), overwrite=True)
    monkeypatch.setattr(command, "open_state", lambda **_: nullcontext(container))
    app = typer.Typer()
    command.register(app)
    return lambda *arguments: CliRunner().invoke(app, [*arguments, "--environment", ENVIRONMENT])


def test_all_outputs_are_listed_by_stack(run: Run) -> None:
    document = json.loads(run("--json").stdout)
    assert document["foundation"] == {"database_port": 6432}
    assert document["addons"] == {"dapr_version": "1.18.3"}


@pytest.mark.parametrize("arguments", [[], ["--json"], ["password"]])
def test_a_sensitive_output_has_no_value_in_any_form(run: Run, arguments: list[str]) -> None:
    shown = run(*arguments).stdout
    assert "(sensitive)" in shown
    assert "value-of-the-password" not in shown


def test_one_output_is_its_value_alone_so_that_a_shell_can_use_it(run: Run) -> None:
    assert run("database_port").stdout == "6432\n"


def test_of_two_outputs_with_a_name_the_applications_is_shown(run: Run) -> None:
    assert run("dapr_version").stdout == "1.18.2\n"


def test_an_output_that_does_not_exist_names_those_that_do(run: Run) -> None:
    refused = run("nope").exception
    assert isinstance(refused, UnknownOutputError)
    assert refused.remedy == "choose one of: dapr_version, database_port, password"


def test_a_damaged_state_is_named(run: Run, container: ContainerClient) -> None:
    container.upload_blob(state_key(environment=ENVIRONMENT, stack="app"), b"", overwrite=True)
    assert isinstance(run().exception, DamagedStateError)


def test_an_environment_without_states_has_none_yet(run: Run, container: ContainerClient) -> None:
    for stack in OUTPUTS:
        container.delete_blob(state_key(environment=ENVIRONMENT, stack=stack))
    assert run().stdout == f"Nothing has been applied to {ENVIRONMENT} yet.\n"


def test_no_value_is_cut_or_folded_at_80_columns(
    run: Run, container: ContainerClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    id_ = "/subscriptions/0000/" + "long/" * 40 + "workspace"
    facts = {"version": 4, "serial": 1, "lineage": "a", "outputs": {"id": {"value": id_, "type": "string"}}}
    document = json.dumps({**facts, "resources": []})
    container.upload_blob(state_key(environment=ENVIRONMENT, stack="app"), document, overwrite=True)
    assert f"app.id                    {id_}" in run().stdout.splitlines()

"""A state that was not written: it stops a command, is offered, and is put beside the state in a workflow."""

import io
from pathlib import Path

import pytest
from azure.storage.blob import ContainerClient
from rich.console import Console

from ops.common.errors import ExitCode
from ops.common.progress import Steps
from ops.common.run_folder import new_run
from ops.delivery.deployment.exclusive import exclusively
from ops.delivery.deployment.kept_states import (
    KeptStateError,
    kept_beside_the_state,
    offer_kept_states,
    require_none_waiting,
    waiting,
)
from ops.delivery.deployment.unwritten import unwritten_line
from ops.delivery.releases.lease import Holder
from ops.delivery.states.kept import kept_states
from ops.delivery.workspace import Workspace
from ops.engine.terraform.engine import Engine
from ops.engine.terraform.failures import StateNotSavedError
from tests.ops.delivery.states.files import state
from tests.ops.delivery.states.test_kept import failed_run, store
from tests.support.state_store import BACKEND

ENGINE = Engine(executable=Path("/none"), version="1.11.4", platform="linux_amd64")


def workspace(home: Path, *, environment: str) -> Workspace:
    run = new_run(home)
    return Workspace(
        environment=environment,
        folder=run.path,
        backend=BACKEND,
        stacks=(),
        engine=ENGINE,
        variables={},
        run=run,
    )


def quiet() -> Steps:
    return Steps(Console(file=io.StringIO()))


def test_every_command_that_changes_something_stops_while_a_state_waits(
    container: ContainerClient, tmp_path: Path
) -> None:
    store(container, state(serial=4), environment="stops")
    path = failed_run(tmp_path, state(serial=5, resources=["a.two"]))
    holder = Holder.now(who="ana@laptop", command="ops cleanup")
    here = workspace(tmp_path, environment="stops")
    with pytest.raises(KeptStateError) as caught, exclusively(here, container, holder=holder, steps=quiet()):
        pytest.fail("a command that plans from the old state")
    assert caught.value.exit_code == ExitCode.STATE_NOT_SAVED
    assert (
        "serial 5, in the store 4; only it knows 1 resources (a.two); nothing was planned"
        in caught.value.what
    )
    assert caught.value.where == str(path)
    remedy = "before anything else is deployed, write it: `ops state push app --environment stops`"
    assert caught.value.remedy == remedy
    [kept] = waiting(here, container)
    line = unwritten_line(kept, environment="stops")
    assert line.endswith(f"only it knows 1 resources (a.two); {path}; {remedy}")
    with exclusively(here, container, holder=holder, steps=quiet(), with_kept_states=True):
        assert path.exists()


def test_a_state_that_the_store_has_outlived_is_set_aside(container: ContainerClient, tmp_path: Path) -> None:
    store(container, state(serial=7, resources=["a.two"]), environment="outlived")
    path = failed_run(tmp_path, state(serial=5, resources=["a.two"]))
    require_none_waiting(workspace(tmp_path, environment="outlived"), container)
    assert not path.exists()
    assert path.with_name("errored.tfstate.set-aside").exists()


@pytest.mark.parametrize(
    ("stored", "remedy"),
    [
        (state(serial=7, resources=["a.new"]), "ops state push app --environment refused --force"),
        (
            state(serial=4, lineage="other", resources=["a.new"]),
            "ops state discard app --environment refused",
        ),
    ],
)
def test_yes_does_not_write_a_state_that_does_not_follow(
    container: ContainerClient, tmp_path: Path, stored: bytes, remedy: str
) -> None:
    store(container, stored, environment="refused")
    path = failed_run(tmp_path, state(serial=5, resources=["a.two"]))
    with pytest.raises(KeptStateError) as caught:
        offer_kept_states(workspace(tmp_path, environment="refused"), container, yes=True, steps=quiet())
    assert remedy in caught.value.remedy
    assert path.exists()


def not_saved(path: Path) -> StateNotSavedError:
    return StateNotSavedError("app", step="apply", kept=path, diagnostics=())


def test_a_workflow_puts_the_file_beside_the_state(container: ContainerClient, tmp_path: Path) -> None:
    store(container, state(serial=4), environment="workflow")
    here = workspace(tmp_path, environment="workflow")
    path = failed_run(tmp_path, state(serial=5, resources=["a.two"]))
    for variables in ({}, {"GITHUB_ACTIONS": "true"}):
        with (
            pytest.raises(StateNotSavedError) as caught,
            kept_beside_the_state(here, container, retry_seconds=0, variables=variables),
        ):
            raise not_saved(path)
        found = kept_states(container, environment="workflow", home=None)
        assert [kept.stack for kept in found] == (["app"] if variables else [])
    [note] = caught.value.__notes__
    assert f"workflow/errored/{here.folder.name}-app.tfstate" in note
    assert "ops state push app --environment workflow" in note


def test_a_store_that_stays_away_is_said_with_what_to_do(container: ContainerClient, tmp_path: Path) -> None:
    here = workspace(tmp_path, environment="away")
    path = failed_run(tmp_path, state(serial=5))
    away = ContainerClient("https://127.0.0.1:1/x", "tfstate", credential="a2V5", retry_total=0)
    with (
        pytest.raises(StateNotSavedError) as caught,
        kept_beside_the_state(here, away, retry_seconds=0, variables={"GITHUB_ACTIONS": "true"}),
    ):
        raise not_saved(path)
    [note] = caught.value.__notes__
    assert "it is lost with this machine" in note
    assert "ops recover app --environment away" in note

import json
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import typer
from azure.storage.blob import ContainerClient
from typer.testing import CliRunner, Result

from environments import load_environment
from ops.clients.azure.environment import AzureTarget
from ops.clients.azure.machines.machine import Machine
from ops.commands.power import command
from ops.commands.power.switch import Switch
from ops.common.errors import ExitCode, UserError
from ops.common.options import DEFAULT_ENVIRONMENT as ENVIRONMENT
from ops.common.progress import Step
from ops.common.simulation import SIMULATED_VARIABLE
from ops.delivery.releases.lease import DeploymentRunningError, Holder, deployment_lease, find_holder
from tests.ops.commands.power.machines import Machines
from tests.support.environment_files import REFERENCE_ENVIRONMENTS


@pytest.fixture(autouse=True)
def opened(
    target: AzureTarget, container: ContainerClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AzureTarget:
    def opened_state(**_: str) -> AbstractContextManager[ContainerClient]:
        return nullcontext(container)

    monkeypatch.setattr(command, "open_target", lambda _: (target, tmp_path / "sample.yaml"))
    monkeypatch.setattr(command, "open_state", opened_state)
    monkeypatch.delenv(SIMULATED_VARIABLE, raising=False)
    return target


def ops(*arguments: str) -> Result:
    app = typer.Typer()
    command.register(app)
    return CliRunner().invoke(app, ["power", *arguments])


def states(result: Result) -> dict[str, str]:
    document: dict[str, Any] = json.loads(result.stdout)
    return {machine["kind"]: machine["state"] for machine in document["machines"]}


def test_the_cluster_stops_before_the_database_and_what_to_know_is_said(
    machines: Machines, cluster: Machine, database: Machine
) -> None:
    machines.cluster(cluster, power="Running")
    machines.database(database, state="Ready")
    result = ops("stop")
    assert result.exit_code == 0, result.output
    assert machines.orders() == [("managedClusters", "stop"), ("flexibleServers", "stop")]
    shown = " ".join(result.output.split())
    assert "starts a stopped database by itself after 7 days" in shown
    assert "still cost" in shown


def test_the_database_starts_before_the_cluster(
    machines: Machines, cluster: Machine, database: Machine
) -> None:
    machines.cluster(cluster, power="Stopped")
    machines.database(database, state="Stopped")
    result = ops("start", "--json")
    assert machines.orders() == [("flexibleServers", "start"), ("managedClusters", "start")]
    assert states(result) == {"database": "running", "cluster": "running"}


def test_a_stop_that_was_broken_off_goes_on_where_it_was(
    machines: Machines, cluster: Machine, database: Machine
) -> None:
    machines.cluster(cluster, power="Stopped")
    machines.database(database, state="Ready")
    assert states(ops("stop", "--json")) == {"database": "stopped", "cluster": "stopped"}
    assert machines.orders() == [("flexibleServers", "stop")]


def test_a_database_that_azure_has_started_is_noticed(
    machines: Machines, cluster: Machine, database: Machine
) -> None:
    machines.cluster(cluster, power="Stopped")
    machines.database(database, state="Ready")
    result = ops("status", "--json")
    assert "started it after 7 days" in json.loads(result.stdout)["notes"][0]
    assert machines.orders() == []


def test_an_environment_that_must_run_is_not_stopped_but_can_be_started(
    machines: Machines,
    cluster: Machine,
    database: Machine,
    opened: AzureTarget,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = opened.environment.model_copy(update={"may_be_stopped": False})
    kept = replace(opened, environment=settings)
    monkeypatch.setattr(command, "open_target", lambda _: (kept, Path("sample.yaml")))
    machines.cluster(cluster, power="Stopped")
    machines.database(database, state="Ready")
    refused = ops("stop")
    assert isinstance(refused.exception, UserError)
    assert refused.exception.exit_code == ExitCode.USAGE
    assert "may_be_stopped" in refused.exception.remedy
    assert machines.orders() == []
    assert ops("start").exit_code == 0
    assert machines.orders() == [("managedClusters", "start")]


def test_a_stop_beside_a_deployment_is_refused_and_names_it(
    machines: Machines, cluster: Machine, database: Machine, container: ContainerClient
) -> None:
    machines.cluster(cluster, power="Running")
    machines.database(database, state="Ready")
    deployment = Holder.now(who="ana", command="ops deploy")
    with deployment_lease(container, environment=ENVIRONMENT, holder=deployment):
        refused = ops("stop")
        assert ops("start").exit_code == 0
    assert isinstance(refused.exception, DeploymentRunningError)
    assert refused.exception.exit_code == ExitCode.LOCKED
    assert "ana" in refused.exception.what
    assert "ops deploy" in refused.exception.what
    assert machines.orders() == []
    assert ops("stop").exit_code == 0
    assert find_holder(container, environment=ENVIRONMENT) is None


def test_a_deployment_beside_a_stop_is_refused_and_names_it(
    machines: Machines,
    cluster: Machine,
    database: Machine,
    container: ContainerClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    machines.cluster(cluster, power="Running")
    machines.database(database, state="Ready")
    bring = Switch.bring
    refused: list[str] = []

    def beside_a_deployment(switch: Switch, machine: Machine, action: str, *, step: Step) -> str:
        deployment = Holder.now(who="ana", command="ops deploy")
        with (
            pytest.raises(DeploymentRunningError) as caught,
            deployment_lease(container, environment=ENVIRONMENT, holder=deployment),
        ):
            pass
        refused.append(caught.value.what)
        return bring(switch, machine, action, step=step)

    monkeypatch.setattr(Switch, "bring", beside_a_deployment)
    assert ops("stop").exit_code == 0
    assert len(refused) == len(machines.orders()) == 2
    assert all("ops power stop" in what for what in refused)


@pytest.mark.parametrize(("name", "allowed"), [("production", False), ("staging", False), ("budget", True)])
def test_of_the_reference_environments_only_the_budget_one_may_be_stopped(name: str, allowed: bool) -> None:
    assert load_environment(name, folder=REFERENCE_ENVIRONMENTS).may_be_stopped is allowed


def test_without_a_database_of_ours_there_is_only_the_cluster(
    machines: Machines, cluster: Machine, opened: AzureTarget, monkeypatch: pytest.MonkeyPatch
) -> None:
    budget = load_environment("budget", folder=REFERENCE_ENVIRONMENTS)
    external = opened.environment.model_copy(update={"database": budget.database})
    elsewhere = replace(opened, environment=external)
    monkeypatch.setattr(command, "open_target", lambda _: (elsewhere, Path("sample.yaml")))
    machines.cluster(cluster, power="Running")
    assert states(ops("stop", "--json")) == {"cluster": "stopped"}


def test_the_shell_of_a_rehearsal_never_reaches_the_real_environment(
    machines: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SIMULATED_VARIABLE, "1")
    result = ops("stop")
    assert isinstance(result.exception, command.NothingToSwitchError)
    assert machines.api.calls == []

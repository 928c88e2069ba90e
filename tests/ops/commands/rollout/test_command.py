"""`ops rollout status`: the table, JSON, exit codes, and a person's mistakes."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
import typer
from typer.testing import CliRunner, Result

from ops.clients.kubernetes.api import UnreachableError
from ops.commands.rollout import command
from ops.common.errors import ExitCode, UserError
from ops.common.options import OptionConflictError
from ops.common.simulation import SIMULATED_VARIABLE
from ops.delivery.cluster_target import SimulatedClusterError
from ops.delivery.rollout.observations import WorkloadStatus
from ops.engine.terraform.redaction import Redactor
from tests.ops.delivery.rollout.objects import Namespace, container, deployment, pod, waiting

DONE = Namespace(deployments=[deployment(available=2)]).observed()
STUCK = Namespace(
    pods=[pod("api-new-1", container(**waiting("ImagePullBackOff", "no [bold] tag")))]
).observed()


@dataclass
class FakeCluster:
    """Also the choice of itself: what `choose` returns and what is read through it."""

    found: tuple[WorkloadStatus, ...]
    namespace: str = "todo"
    redactor: Redactor = field(default_factory=Redactor)

    @property
    def reader(self) -> "FakeCluster":
        return self

    def observe(self) -> tuple[WorkloadStatus, ...]:
        return self.found

    def log(self, *, pod: str, container: str, lines: int) -> str:
        return ""


def _run(*arguments: str) -> Result:
    app = typer.Typer()
    command.register(app)
    return CliRunner().invoke(app, ["rollout", "status", *arguments], env={"COLUMNS": "160"})


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> FakeCluster:
    fake = FakeCluster(())
    monkeypatch.setattr(command, "resolve", lambda *_, **__: fake)
    return fake


def test_a_release_that_is_up_is_told_with_success(cluster: FakeCluster) -> None:
    cluster.found = DONE
    done = _run()
    assert done.exit_code == 0
    assert "Deployment/api" in done.stdout
    assert "namespace todo: 1 of 1 workloads are up to date" in done.stderr


def test_what_is_stuck_is_told_with_what_to_do(cluster: FakeCluster) -> None:
    cluster.found = STUCK
    done = _run()
    assert done.exit_code == ExitCode.CHECK_FAILED
    assert "in trouble" in done.stdout
    assert "registry/api:1: ImagePullBackOff: no [bold] tag" in done.stdout
    assert "remedy: check that the tag is in the registry" in done.stdout


def test_the_same_is_to_be_had_as_json(cluster: FakeCluster) -> None:
    cluster.found = STUCK
    facts = json.loads(_run("--json").stdout)
    assert facts["complete"] is False
    assert facts["workloads"] == [{"workload": "Deployment/api", "complete": False, "ready": 0, "wanted": 2}]
    (trouble,) = facts["troubles"]
    assert (trouble["kind"], trouble["pod"]) == ("image", "api-new-1")


def test_a_namespace_without_workloads_is_no_success(cluster: FakeCluster) -> None:
    done = _run()
    assert done.exit_code == ExitCode.CHECK_FAILED
    assert "nothing is deployed" in done.stderr


def test_a_context_without_a_namespace_is_refused() -> None:
    raised = _run("--context", "somewhere").exception
    assert isinstance(raised, UserError)
    assert raised.exit_code is ExitCode.USAGE


def test_a_simulated_cluster_is_not_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SIMULATED_VARIABLE, "1")
    raised = _run().exception
    assert isinstance(raised, SimulatedClusterError)


def test_a_cluster_that_does_not_answer_is_an_error(
    cluster: FakeCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> tuple[WorkloadStatus, ...]:
        raise UnreachableError("the cluster does not answer: refused")

    monkeypatch.setattr(cluster, "observe", away)
    assert isinstance(_run().exception, UnreachableError)


def test_watching_reads_the_rollout_again(cluster: FakeCluster, monkeypatch: pytest.MonkeyPatch) -> None:
    def twice(show: Callable[[], object]) -> None:
        cluster.found = STUCK
        show()
        cluster.found = DONE
        show()
        raise typer.Exit(ExitCode.INTERRUPTED)

    monkeypatch.setattr(command, "watch", twice)
    done = _run("--watch")
    assert done.exit_code == ExitCode.INTERRUPTED
    assert "in trouble" in done.stdout
    assert "1 of 1 workloads are up to date" in done.stderr


def test_watching_gives_no_document(cluster: FakeCluster) -> None:
    assert isinstance(_run("--watch", "--json").exception, OptionConflictError)

"""`ops health`: table, JSON and exit codes; clusters that are slow or refuse; a person's mistakes."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
import typer
from typer.testing import CliRunner, Result

from ops.clients.kubernetes.api import UnreachableError, connect
from ops.commands.health import command
from ops.common.arguments import ArgumentError
from ops.common.errors import ExitCode, MissingInputError
from ops.common.last_check import CheckKind, last_check
from ops.common.options import OptionConflictError
from ops.common.simulation import SIMULATED_VARIABLE
from ops.delivery.cluster_target import ClusterTarget, NoNamespaceError, SimulatedClusterError
from ops.delivery.rollout.cluster import NamespaceReader
from ops.delivery.smoke.checks import BadUrlError
from ops.delivery.workspace import Workspace
from ops.engine.terraform.redaction import Redactor
from tests.ops.commands.health.server import Answer, api_server, kubeconfig, refuses, says, silent, trickling

NODE = {
    "metadata": {"name": "node-1"},
    "spec": {},
    "status": {"conditions": [{"type": "Ready", "status": "True"}]},
}
NODES = "/api/v1/nodes"


def _run(*arguments: str, variables: dict[str, str] | None = None) -> Result:
    app = typer.Typer()
    app.command("other")(lambda: None)
    command.register(app)
    shown = {"COLUMNS": "160", "NO_COLOR": "1"}
    return CliRunner().invoke(app, ["health", *arguments], env={**shown, **(variables or {})})


def _look(file: Path, *arguments: str, context: str = "here") -> Result:
    with pytest.MonkeyPatch.context() as patch:
        # The library reads KUBECONFIG when it is imported.
        patch.setattr("kubernetes.config.kube_config.KUBE_CONFIG_DEFAULT_LOCATION", str(file))
        return _run("--context", context, "--namespace", "todo", *arguments)


def _details(result: Result) -> dict[str, str]:
    return {item["subject"]: item["detail"] for item in json.loads(result.stdout)["findings"]}


def test_a_table_is_printed_and_a_node_that_is_well_is_success(tmp_path: Path) -> None:
    with api_server(tmp_path, {NODES: says({"items": [NODE]})}) as file:
        result = _look(file, "--only", "nodes")
    assert result.exit_code == 0
    assert "Node/node-1" in result.stdout
    assert "namespace todo: all is well" in result.stderr


def test_what_has_failed_is_told_with_what_to_do(tmp_path: Path) -> None:
    with api_server(tmp_path, {}) as file:
        result = _look(file, "--only", "nodes")
    assert result.exit_code == ExitCode.UNHEALTHY
    assert "Nodes: ops power start" in result.stdout
    assert "1 failed" in result.stderr


def test_what_is_to_be_done_about_several_is_said_once(tmp_path: Path) -> None:
    with api_server(tmp_path, {"/daprsystem": refuses(404), "/customresource": says({"items": []})}) as file:
        result = _look(file, "--only", "addons")
    assert result.exit_code == ExitCode.UNHEALTHY
    said = [line for line in result.stdout.splitlines() if line.rstrip().endswith(": ops deploy addons")]
    assert len(said) == 1
    assert said[0].startswith("dapr-system/dapr-operator, dapr-system/dapr-sentry, ")


def test_the_same_is_to_be_had_as_json(tmp_path: Path) -> None:
    with api_server(tmp_path, {}) as file:
        result = _look(file, "--only", "nodes", "--json")
    facts = json.loads(result.stdout)
    assert (facts["healthy"], facts["namespace"]) == (False, "todo")
    assert facts["findings"][0] == {
        "section": "nodes",
        "subject": "Nodes",
        "status": "failed",
        "detail": "the cluster has no node",
        "remedy": "ops power start, if it was stopped; az aks nodepool list",
    }


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (refuses(403), "the cluster refuses: HTTP 403 Forbidden"),
        (refuses(500), "the cluster refuses: HTTP 500 Internal Server Error"),
        (silent, "no answer within 2 s"),
        (trickling, "no answer within 2 s"),
        # The client would obey for an hour.
        (refuses(429, Retry_After="3600"), "no answer within 2 s"),
        (says(b"<html>a proxy's page"), "an answer that is none of a Kubernetes API server"),
        (says({"items": [{"metadata": "?"}]}), "an answer that is none of a Kubernetes API server"),
        (says({"no": "items"}), "an answer that is none of a Kubernetes API server"),
    ],
)
def test_a_part_that_cannot_be_read_is_a_finding_and_the_rest_is_told(
    tmp_path: Path, answer: Answer, reason: str
) -> None:
    with api_server(tmp_path, {"/pods": answer}) as file:
        result = _look(file, "--only", "workloads", "--json", "--seconds", "2")
    assert result.exit_code == ExitCode.NEEDS_ATTENTION
    details = _details(result)
    assert details["Not read"].startswith("pods: ")
    assert reason in details["Not read"]
    assert "Deployments" in details


def test_an_object_that_lacks_what_every_other_has_does_not_hide_the_rest(tmp_path: Path) -> None:
    odd = {key: value for key, value in NODE.items() if key != "spec"}
    with api_server(tmp_path, {NODES: says({"items": [odd]})}) as file:
        result = _look(file, "--only", "nodes", "--only", "autoscalers", "--json")
    assert result.exit_code == ExitCode.NEEDS_ATTENTION
    details = _details(result)
    assert details["Not judged"].startswith("nodes: an object is not as expected")
    assert "Autoscalers" in details


def test_kinds_that_are_not_defined_are_one_finding(tmp_path: Path) -> None:
    with api_server(tmp_path, {"/apis/gateway.networking.k8s.io": refuses(404)}) as file:
        result = _look(file, "--only", "gateway", "--only", "nodes", "--json")
    assert _details(result)["Not read"] == (
        "gateway classes, gateways, routes: the cluster does not know this kind: its add-on is not installed"
    )


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (silent, "the cluster gives no answer within 1 s"),
        (trickling, "the cluster gives no answer within 1 s"),
        (refuses(401), "the cluster rejects your credentials"),
        (says(b"<html>"), "the cluster gives an answer that is none of a Kubernetes API server"),
    ],
)
def test_a_cluster_that_does_not_say_its_version_is_given_up_with_one_message(
    tmp_path: Path, answer: Answer, said: str
) -> None:
    with api_server(tmp_path, {"/version": answer}) as file:
        started = time.monotonic()
        result = _look(file, "--seconds", "1")
        took = time.monotonic() - started
    assert isinstance(result.exception, UnreachableError)
    assert result.exception.what.startswith(said)
    assert result.exception.where.startswith("http://127.0.0.1:")
    assert result.exception.exit_code is ExitCode.FAILED
    assert took < 30


def test_a_cluster_that_answers_nothing_but_its_version_is_given_up_with_one_message(tmp_path: Path) -> None:
    with api_server(tmp_path, {"/api": silent}) as file:
        result = _look(file, "--seconds", "1")
    assert isinstance(result.exception, UnreachableError)
    assert result.exception.what == "the cluster gives no answer within 1 s"
    assert "--seconds" in result.exception.remedy


def test_a_cluster_that_is_not_there_is_named(tmp_path: Path) -> None:
    result = _look(kubeconfig(tmp_path, "http://127.0.0.1:1"))
    assert isinstance(result.exception, UnreachableError)
    assert result.exception.what.startswith("the cluster does not answer")
    assert result.exception.where == "http://127.0.0.1:1"


def test_a_missing_kubeconfig_and_an_unknown_context_are_told(tmp_path: Path) -> None:
    absent = _look(tmp_path / "none").exception
    assert isinstance(absent, MissingInputError)
    assert "az aks get-credentials" in absent.remedy
    unknown = _look(kubeconfig(tmp_path, "http://127.0.0.1:1"), context="elsewhere").exception
    assert isinstance(unknown, MissingInputError)
    assert "elsewhere" in unknown.what


def test_the_url_that_the_app_stack_puts_out_is_visited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = {"/api/health": says({"status": "healthy"}), "": says(b"<html>")}
    with api_server(tmp_path, dict(pages)) as file:
        url = json.loads(file.read_text())["clusters"][0]["cluster"]["server"]
        monkeypatch.setattr(
            ClusterTarget, "app_output", lambda _, name: url if name == "public_url" else None
        )
        result = _look(file, "--only", "url", "--json")
    assert result.exit_code == 0
    assert _details(result)[f"{url}: backend healthy"] == "status healthy"


def test_a_url_that_does_not_answer_is_a_finding(tmp_path: Path) -> None:
    file = kubeconfig(tmp_path, "http://127.0.0.1:1")
    result = _look(file, "--only", "url", "--url", "http://127.0.0.1:1", "--json")
    assert result.exit_code == ExitCode.UNHEALTHY
    assert _details(result)["http://127.0.0.1:1: frontend loads"].startswith("no answer")


def test_a_url_that_trickles_is_left_behind(tmp_path: Path) -> None:
    with api_server(tmp_path, {"": trickling}) as file:
        url = json.loads(file.read_text())["clusters"][0]["cluster"]["server"]
        result = _look(file, "--only", "url", "--url", url, "--json", "--seconds", "1")
    assert result.exit_code == ExitCode.NEEDS_ATTENTION
    assert _details(result) == {"Not read": "public URL: no answer within 1 s"}


def test_watching_checks_again_and_gives_no_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def twice(show: Callable[[], object]) -> None:
        show()
        show()
        raise typer.Exit(ExitCode.INTERRUPTED)

    monkeypatch.setattr(command, "watch", twice)
    with api_server(tmp_path, {}) as file:
        result = _look(file, "--only", "nodes", "--watch")
        assert isinstance(_look(file, "--watch", "--json").exception, OptionConflictError)
    assert result.exit_code == ExitCode.INTERRUPTED
    assert result.stdout.count("Section") == 2


def test_a_rehearsal_has_no_cluster_to_look_at() -> None:
    raised = _run(variables={SIMULATED_VARIABLE: "1"}).exception
    assert isinstance(raised, SimulatedClusterError)
    assert "it has no workloads" in raised.what


def test_a_context_without_a_namespace_is_refused() -> None:
    assert isinstance(_run("--context", "here").exception, NoNamespaceError)


def _ask(*_: object, **__: object) -> None:
    raise AssertionError("a cluster was looked for")


@pytest.mark.parametrize("url", ["todo.example.com", "https://"])
def test_a_url_that_is_none_is_refused_before_anything_is_asked(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setattr(command, "resolve", _ask)
    raised = _run("--url", url).exception
    assert isinstance(raised, ArgumentError)
    assert raised.exit_code is ExitCode.USAGE
    assert f"'{url}'" in raised.what
    assert raised.where == "--url"


def test_a_public_url_of_the_app_stack_that_is_none_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ClusterTarget, "app_output", lambda *_: "todo.example.com")
    with api_server(tmp_path, {}) as file:
        raised = _look(file, "--only", "url").exception
    assert isinstance(raised, BadUrlError)
    assert raised.exit_code is ExitCode.USAGE


def test_a_section_that_does_not_exist_is_wrong_usage() -> None:
    result = _run("--only", "everything")
    assert result.exit_code == ExitCode.USAGE


@pytest.mark.parametrize(("arguments", "kept"), [((), True), (("--only", "nodes"), False)])
def test_the_result_of_all_sections_is_kept_for_the_status(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], kept: bool
) -> None:
    monkeypatch.setenv("OPS_HOME", str(tmp_path / "ops"))
    with api_server(tmp_path, {}) as file:
        target = ClusterTarget(
            reader=NamespaceReader(api=connect(kubeconfig=str(file), context=None), namespace="todo"),
            redactor=Redactor(),
            workspace=cast("Workspace", object()),
        )
        monkeypatch.setattr(command, "resolve", lambda *_, **__: target)
        _run("--environment", "staging", "--url", "http://127.0.0.1:1", "--seconds", "5", *arguments)
    last = last_check(tmp_path / "ops" / "staging", CheckKind.HEALTH)
    assert (last is not None) is kept
    assert last is None or ("failed" in last.result and not last.passed)

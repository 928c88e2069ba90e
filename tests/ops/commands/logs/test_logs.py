"""`ops logs` against a server in place of the Kubernetes API: which pods, which order, and what is masked."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import typer
from typer.testing import CliRunner, Result

from ops.clients.kubernetes.api import UnreachableError, connect
from ops.commands.logs import command
from ops.commands.logs.pods import LogLine, PodLogs, UnknownComponentError
from ops.common.errors import ExitCode
from ops.common.options import OptionConflictError
from ops.delivery.cluster_target import ClusterTarget
from ops.delivery.rollout.cluster import NamespaceReader
from ops.engine.terraform.redaction import Redactor
from tests.ops.commands.health.server import Answer, Request, api_server, refuses

SECRET = "a-secret-value-of-this-shell"
ONE, TWO, FRONT = "todo-backend-7d4f9c-" + "a" * 40, "todo-backend-7d4f9c-two", "todo-frontend-55-x"
LOGS = {
    ONE: "2026-11-24T03:14:02.5Z second\n2026-11-24T03:14:05.000000001Z fourth\n",
    TWO: f"2026-11-24T03:14:01Z first {SECRET}\n2026-11-24T03:14:02.51Z third \x1b[31mred\n",
    FRONT: "2026-11-24T03:14:00Z of the frontend\n",
}


def _pod(name: str) -> dict[str, Any]:
    component = name.rsplit("-", 2)[0]
    return {
        "metadata": {"name": name, "labels": {"app.kubernetes.io/name": component}},
        "spec": {"containers": [{"name": "daprd"}, {"name": component}]},
        "status": {},
    }


class Cluster:
    """What the server answers; `asked` has the query of each read of a log."""

    def __init__(self) -> None:
        self.logs = dict(LOGS)
        self.asked: list[tuple[str, dict[str, list[str]]]] = []

    def pods(self, request: Request) -> None:
        request.reply(200, {"items": [_pod(name) for name in self.logs]})

    def log(self, request: Request) -> None:
        parts = urlsplit(request.path)
        name = parts.path.split("/")[-2]
        self.asked.append((name, parse_qs(parts.query)))
        request.reply(200, self.logs[name].encode())

    @property
    def answers(self) -> dict[str, Answer]:
        return {"/log": self.log, "/pods": self.pods}


@pytest.fixture
def cluster() -> Cluster:
    return Cluster()


Serve = Callable[[dict[str, Answer]], ClusterTarget]


@pytest.fixture
def serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    with ExitStack() as stack:

        def begin(answers: dict[str, Answer]) -> ClusterTarget:
            kubeconfig = stack.enter_context(api_server(tmp_path, answers))
            api = connect(kubeconfig=str(kubeconfig), context=None)
            target = ClusterTarget(
                reader=NamespaceReader(api=api, namespace="todo"), redactor=Redactor([SECRET]), workspace=None
            )
            monkeypatch.setattr(command, "resolve", lambda *_, **__: target)
            return target

        yield begin


def _run(*arguments: str) -> Result:
    app = typer.Typer()
    command.register(app)
    return CliRunner().invoke(app, [*arguments], env={"COLUMNS": "80", "TZ": "UTC"})


def test_the_lines_of_all_pods_are_sorted_by_time_and_whole(cluster: Cluster, serve: Serve) -> None:
    serve(cluster.answers)
    shown = _run("backend").stdout.splitlines()
    assert [line.split()[3] for line in shown] == ["first", "second", "third", "fourth"]
    assert shown[1].split()[2] == ONE
    assert "\x1b" not in shown[2]


def test_a_secret_of_the_shell_is_masked(cluster: Cluster, serve: Serve) -> None:
    serve(cluster.answers)
    assert SECRET not in _run("backend").output
    assert SECRET not in _run("backend", "--json").output


def test_json_has_the_exact_time_of_each_line(cluster: Cluster, serve: Serve) -> None:
    serve(cluster.answers)
    assert json.loads(_run("frontend", "--json").stdout) == [
        {
            "at": "2026-11-24T03:14:00.000000000Z",
            "pod": FRONT,
            "container": "todo-frontend",
            "text": "of the frontend",
        }
    ]


@pytest.mark.parametrize(
    ("arguments", "pods", "query"),
    [
        (("todo-frontend",), {FRONT}, {"container": ["todo-frontend"], "tailLines": ["100"]}),
        ((TWO,), {TWO}, {"container": ["todo-backend"]}),
        (("backend", "--lines", "7"), {ONE, TWO}, {"tailLines": ["7"]}),
        (("backend", "--container", "daprd"), {ONE, TWO}, {"container": ["daprd"]}),
        (("backend", "--previous"), {ONE, TWO}, {"previous": ["true"]}),
    ],
)
def test_a_component_a_pod_and_a_container_are_chosen(
    cluster: Cluster, serve: Serve, arguments: tuple[str, ...], pods: set[str], query: dict[str, list[str]]
) -> None:
    serve(cluster.answers)
    assert _run(*arguments).exit_code == 0
    assert {name for name, _ in cluster.asked} == pods
    assert all(query.items() <= asked.items() for _, asked in cluster.asked)


@pytest.mark.parametrize(
    ("arguments", "remedy"),
    [
        (("worker",), "components: todo-backend, todo-frontend"),
        (("backend", "--container", "nginx"), "containers: daprd, todo-backend"),
    ],
)
def test_what_does_not_exist_names_what_does(
    cluster: Cluster, serve: Serve, arguments: tuple[str, ...], remedy: str
) -> None:
    serve(cluster.answers)
    refused = _run(*arguments).exception
    assert isinstance(refused, UnknownComponentError)
    assert refused.remedy == remedy


def test_a_namespace_without_pods_leads_to_the_rollout(serve: Serve) -> None:
    serve({})
    refused = _run("backend").exception
    assert isinstance(refused, UnknownComponentError)
    assert refused.remedy.endswith("ops rollout status")


def test_a_container_that_has_not_started_has_no_line(cluster: Cluster, serve: Serve) -> None:
    serve({**cluster.answers, "/log": refuses(400)})
    done = _run("backend")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "no line yet" in done.stderr


def test_a_right_that_is_missing_is_an_error(cluster: Cluster, serve: Serve) -> None:
    serve({**cluster.answers, "/log": refuses(403)})
    assert isinstance(_run("backend").exception, UnreachableError)


@pytest.mark.parametrize("option", ["--json", "--previous"])
def test_what_has_no_meaning_beside_follow_is_refused(option: str) -> None:
    assert isinstance(_run("backend", "--follow", option).exception, OptionConflictError)


def test_following_shows_each_line_once_and_finds_new_pods(cluster: Cluster, serve: Serve) -> None:
    target = serve(cluster.answers)
    new = "todo-backend-99-new"

    def roll(pauses: list[float]) -> None:
        if len(pauses) == 1:
            cluster.logs[TWO] += "2026-11-24T03:14:09Z fifth\n"
        if len(pauses) == 2:
            cluster.logs = {FRONT: LOGS[FRONT]}
        if len(pauses) == 3:
            cluster.logs[new] = "2026-11-24T03:14:10Z sixth\n"
        if len(pauses) == 4:
            raise KeyboardInterrupt

    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        roll(pauses)

    source = PodLogs(api=target.api, namespace="todo", component="backend")
    found: list[LogLine] = []
    with pytest.raises(KeyboardInterrupt):
        found.extend(source.follow(lines=5, pause=pause))
    assert [line.text.split()[0] for line in found] == [
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
    ]
    assert [line.pod for line in found][-1] == new
    assert cluster.asked[0][1]["tailLines"] == ["5"]
    assert "sinceSeconds" in cluster.asked[-1][1]


def test_ctrl_c_ends_following_without_an_error(
    cluster: Cluster, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(_: float) -> None:
        raise KeyboardInterrupt

    serve(cluster.answers)
    defaults = PodLogs.follow.__kwdefaults__ or {}
    monkeypatch.setattr(PodLogs.follow, "__kwdefaults__", {**defaults, "pause": stop})
    done = _run("frontend", "--follow")
    assert done.exit_code == ExitCode.INTERRUPTED
    assert "of the frontend" in done.stdout
    assert done.stderr == ""

"""`ops load` as a person runs it, on sites of this machine: one that is fast, and others that are not."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.end_to_end.load.site import Site
from tests.ops.commands.verify.application import Application, running_application

OPS = Path(sys.executable).parent / "ops"
LIMIT_S = 180
LOAD = ("--users", "20", "--ramp", "1", "--duration", "6", "--pause", "1", "--sign-ups-per-minute", "60")
QUICK = ("--pause", "0.3", "--sign-ups-per-minute", "600")
#: For tests of something else than response times, on a machine that has other things to do.
PATIENT = ("--p95", "10")


def command(url: str, folder: Path, *options: str) -> list[str]:
    return [str(OPS), "load", url, "--report", str(folder), "--json", *options]


def load(
    url: str, folder: Path, *options: str, **environment: str
) -> tuple[subprocess.CompletedProcess[str], dict[str, Any]]:
    """Run the command to its end; return it with the document that it printed, if any."""
    done = subprocess.run(
        command(url, folder, *options),
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **environment},
    )
    return done, json.loads(done.stdout) if done.stdout else {}


def results(document: dict[str, Any]) -> dict[str, str]:
    return {one["name"]: one["result"] for one in document["criteria"]}


def test_a_fast_site_passes_and_is_left_as_it_was_but_for_marked_accounts(tmp_path: Path) -> None:
    site = Site()
    with running_application(site) as url:
        done, document = load(url, tmp_path, "--no-cluster", *LOAD, *PATIENT)
    assert done.returncode == 0, done.stderr
    assert document["result"] == "passed"
    assert results(document)["scaled up"] == "not measured"
    assert document["failures"] == []
    assert document["requests"] > 20 * 3
    assert {one["name"] for one in document["endpoints"]} >= {
        "sign up",
        "sign in",
        "page",
        "static files",
        "get token",
        "list tasks",
        "create task",
    }
    assert site.tasks == {}
    assert 1 < len(site.accounts) < 20  # some users share one
    assert all(account.startswith("ops-load-") for account in site.accounts)
    assert f"{len(site.accounts)} accounts" in " ".join(document["notes"])
    assert {file.name for file in tmp_path.iterdir()} == {
        "generator.log",
        "report.html",
        "report.json",
        "report.png",
        "requests.jsonl",
    }


def test_a_site_that_slows_down_and_fails_under_load_fails_and_the_page_says_why(tmp_path: Path) -> None:
    site = Site(strength=5, seconds_each=0.4)
    with running_application(site) as url:
        done, document = load(url, tmp_path, "--no-cluster", *LOAD)
    assert done.returncode == 14, done.stderr
    assert results(document)["p95"] == results(document)["failed requests"] == "failed"
    assert document["p95"] >= 1
    assert {one["failure"] for one in document["failures"]} == {"HTTP 503"}
    # It was fast while there were few users, and slow with all of them: that is what the picture shows.
    slowest = max(one["p95"] for one in document["intervals"] if one["p95"] is not None)
    assert slowest >= 1
    assert sum(one["failures"] for one in document["intervals"]) == sum(
        one["times"] for one in document["failures"]
    )
    page = (tmp_path / "report.html").read_text()
    assert f'<h1 class="failed">Load test failed: p95: {document["p95"]:.2f} s; ' in page
    assert "HTTP 503" in page
    assert "What to do" in page
    assert (tmp_path / "report.png").stat().st_size > 20_000


def test_a_redirect_under_load_is_a_failure_and_is_not_followed(tmp_path: Path) -> None:
    elsewhere = Application()
    with running_application(elsewhere) as other:
        site = Site(redirects={"GET /api/tasks": f"{other}/api/tasks"})
        with running_application(site) as url:
            done, document = load(url, tmp_path, "--no-cluster", *LOAD)
    assert done.returncode == 14, done.stderr
    assert {(one["name"], one["failure"]) for one in document["failures"]} == {("list tasks", "HTTP 307")}
    assert elsewhere.calls == []


def test_a_target_that_redirects_elsewhere_gets_no_load(tmp_path: Path) -> None:
    elsewhere = Application()
    with running_application(elsewhere) as other:
        site = Site(redirects={"GET /": f"{other}/"})
        with running_application(site) as url:
            done, _ = load(url, tmp_path, "--no-cluster", *LOAD)
    assert done.returncode == 2
    assert "it redirects to another host" in done.stderr
    assert (site.accounts, elsewhere.calls) == ({}, [])


def generators(parent: int) -> list[psutil.Process]:
    return [
        child
        for child in psutil.Process(parent).children()
        if "ops.commands.load.generate" in child.cmdline()
    ]


def wait_until(condition: Any, *, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_test_stops_the_load_cleans_up_and_keeps_what_it_saw(
    tmp_path: Path, number: signal.Signals
) -> None:
    site = Site()
    options = ("--no-cluster", "--users", "10", "--ramp", "1", "--duration", "600", *QUICK)
    with running_application(site) as url:
        started = subprocess.Popen(
            command(url, tmp_path, *options),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            stdin=subprocess.DEVNULL,
        )
        wait_until(lambda: len(site.tasks) >= 10)
        [generator] = generators(started.pid)
        started.send_signal(number)
        printed, errors = started.communicate(timeout=LIMIT_S)
    assert started.returncode == 130, errors
    assert not generator.is_running()
    assert site.tasks == {}
    document = json.loads(printed)
    assert document["stopped"]
    assert results(document)["failed requests"] == "not measured"
    assert document["requests"] > 0
    assert "(stopped)" in (tmp_path / "report.html").read_text()


def test_a_load_does_not_outlive_the_command_that_made_it(tmp_path: Path) -> None:
    site = Site()
    options = ("--no-cluster", "--users", "5", "--ramp", "1", "--duration", "600", *QUICK)
    with running_application(site) as url:
        started = subprocess.Popen(
            command(url, tmp_path, *options), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_until(lambda: len(site.tasks) >= 1)
        [generator] = generators(started.pid)
        started.kill()
        started.wait()
        wait_until(lambda: not generator.is_running() or generator.status() == psutil.STATUS_ZOMBIE)
    assert site.tasks == {}


def test_a_load_on_a_stranger_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    done, _ = load("https://192.0.2.7", tmp_path / "report", "--no-cluster", *LOAD)
    assert done.returncode == 2
    assert "the owner of 192.0.2.7 has not confirmed" in done.stderr
    assert "--yes-i-own 192.0.2.7" in done.stderr
    assert not (tmp_path / "report").exists()


def kubeconfig(folder: Path, *, port: int) -> str:
    """Return a context of a cluster that is, or is not, on a port of this machine."""
    file = folder / "kubeconfig"
    cluster = {"server": f"https://127.0.0.1:{port}"}
    content = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "away", "cluster": cluster}],
        "users": [{"name": "me", "user": {"token": "none"}}],
        "contexts": [{"name": "away", "context": {"cluster": "away", "user": "me"}}],
    }
    file.write_text(json.dumps(content))
    return str(file)


@pytest.mark.parametrize("listens", [False, True], ids=["refuses", "hangs"])
def test_a_cluster_that_does_not_answer_leaves_the_load_alone_and_is_not_measured(
    tmp_path: Path, listens: bool
) -> None:
    options: Sequence[str] = ("--context", "away", "--namespace", "todo", *LOAD, *PATIENT)
    with socket.socket() as silent, running_application(Site()) as url:
        silent.bind(("127.0.0.1", 0))
        if listens:
            silent.listen()  # connections are taken, and nobody says a word
        settings = kubeconfig(tmp_path, port=silent.getsockname()[1])
        done, document = load(url, tmp_path / "report", *options, KUBECONFIG=settings)
    assert done.returncode == 14, done.stderr
    assert results(document) == {
        "p95": "passed",
        "failed requests": "passed",
        "scaled up": "not measured",
        "scaled down": "not measured",
    }
    assert document["summary"] == "not measured: scaled up, scaled down"
    assert "the cluster does not answer" in document["criteria"][2]["detail"]

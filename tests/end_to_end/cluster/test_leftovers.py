"""A cluster that has ended leaves nothing on the machine, however it ended."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
from kubernetes import client, config

from tests.end_to_end.cluster.machine import Machine, namespaces, processes_in
from tests.end_to_end.cluster.pods import AGNHOST, Pods
from tools.cluster.cluster import PROJECT, RunningCluster, cluster
from tools.cluster.node_spec import FILE
from tools.cluster.outside import PID_FILE, node

# With the wait for the clusters of other files.
pytestmark = pytest.mark.timeout(600)

STARTED_WITHIN_S = 120
GONE_WITHIN_S = 15
"""After a kill: the kernel ends the processes, then cgroups and interface are removed."""


@contextmanager
def started_by_another(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Start a cluster by its command; yield the process when it says that the cluster can be used."""
    command = [sys.executable, "-m", "tools.cluster", str(folder)]
    starter = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    try:
        assert starter.stdout is not None
        assert starter.stdout.readline().strip() == str(folder / "pki" / "admin.kubeconfig")
        yield starter
    finally:
        starter.kill()
        starter.communicate()


def pods_of(kubeconfig: Path) -> Any:
    api: Any = config.new_client_from_config(str(kubeconfig))  # type: ignore[no-untyped-call]
    return client.CoreV1Api(api).list_pod_for_all_namespaces().items


def has_a_pod(running: RunningCluster, folder: Path) -> Pods:
    AGNHOST.write(folder / "agnhost.tar")
    running.import_image(folder / "agnhost.tar")
    pods = Pods(running)
    pods.serve("server")
    return pods


def test_two_side_by_side_leave_nothing_when_one_is_stopped_and_one_is_killed(tmp_path: Path) -> None:
    before = Machine.now()

    with started_by_another(tmp_path / "killed") as starter:
        with cluster(folder=tmp_path / "stopped") as running:
            first = namespaces(running.pid)
            second = namespaces(int((tmp_path / "killed" / PID_FILE).read_text()))
            during = Machine.now().since(before)
            has_a_pod(running, tmp_path)
            # Neither has what is the other's.
            assert len(pods_of(running.kubeconfig)) == 2
            assert len(pods_of(tmp_path / "killed" / "pki" / "admin.kubeconfig")) == 1
            started = time.monotonic()
        stopped_after_s = time.monotonic() - started
        os.kill(starter.pid, signal.SIGKILL)
        deadline = time.monotonic() + GONE_WITHIN_S
        while (left := Machine.now().since(before)) and time.monotonic() < deadline:
            time.sleep(0.2)

    assert left == {}
    assert processes_in(first | second) == []
    # The comparison sees a cluster that is there.
    assert {"interfaces", "routes", "cgroups"} <= during.keys()
    assert len(first & second) == 0 < len(first) == len(second)
    assert stopped_after_s < 10


def owner_of(folder: Path) -> int:
    """Return the process that owns the node of a folder."""
    wanted = ["tools.cluster.outside", str(folder / FILE)]
    (found,) = [
        item for item in psutil.process_iter(["cmdline"]) if (item.info["cmdline"] or [])[-2:] == wanted
    ]
    return int(found.pid)


def test_a_node_whose_owner_is_killed_ends_and_the_next_one_removes_the_rest(tmp_path: Path) -> None:
    before = Machine.now()
    folder = tmp_path / "cluster"

    # The starter lives on, and with it the reservation of the number.
    with started_by_another(folder):
        own = namespaces(int((folder / PID_FILE).read_text()))
        os.kill(owner_of(folder), signal.SIGKILL)
        deadline = time.monotonic() + GONE_WITHIN_S
        while (alive := processes_in(own)) and time.monotonic() < deadline:
            time.sleep(0.2)
        left = Machine.now().since(before)
        with node(folder / FILE):
            pass
        after = Machine.now().since(before)

    assert alive == []
    # What nobody was there to remove.
    assert "cgroups" in left.keys() <= {"cgroups", "interfaces", "routes"}
    assert after == {}


def test_a_process_that_is_left_would_be_found() -> None:
    with subprocess.Popen(["unshare", "--net", "sleep", "60"]) as left:
        try:
            while not (own := namespaces(left.pid)):
                time.sleep(0.05)
            assert len(processes_in(own)) == 1
        finally:
            left.kill()

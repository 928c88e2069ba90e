"""Replacing the pods of a workload, and the gateway in front of them."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from tests.components.process import Server, answers, free_ports
from tests.end_to_end.workload.replica import BACKEND_PYTHON, ROOT

PROXY = ROOT / "workload/backend/tests/local_proxy.py"
# As in the Deployment: the endpoint's removal reaches the gateway before the process is asked to end.
PRE_STOP_S = 1.0


class Pod(Protocol):
    """A replica with an address."""

    @property
    def url(self) -> str:
        """Base URL."""


Started = TypeVar("Started", bound=Pod)


@contextmanager
def running_proxy(folder: Path, targets: Path) -> Iterator[str]:
    """The local gateway; yields its URL."""
    [port] = free_ports(1)
    server = Server(
        name="proxy",
        command=[
            str(BACKEND_PYTHON),
            str(PROXY),
            str(port),
            str(targets),
        ],
        log=folder / "proxy.log",
    )
    server.start()
    try:
        url = f"http://127.0.0.1:{port}"
        server.wait_until(lambda: answers(f"{url}/health"), timeout_s=20)
        yield url
    finally:
        server.stop()


class RollingUpdate(Generic[Started]):
    """Replaces replicas as a Deployment does with one surplus pod and none unavailable."""

    def __init__(self, start: Callable[[str], AbstractContextManager[Started]], *, targets: Path) -> None:
        self._start = start
        self._targets = targets
        self._running: list[tuple[Started, ExitStack]] = []

    @property
    def urls(self) -> list[str]:
        """The addresses that get requests."""
        return [pod.url for pod, _ in self._running]

    def start(self, name: str) -> Started:
        """Start a replica, and send it requests once it is ready."""
        stack = ExitStack()
        replica = stack.enter_context(self._start(name))
        self._running.append((replica, stack))
        self._publish()
        return replica

    def replace_oldest(self, name: str) -> None:
        """Start a replica, then take the oldest one out of the endpoints, wait, and ask it to end."""
        self.start(name)
        _, stack = self._running.pop(0)
        self._publish()
        time.sleep(PRE_STOP_S)
        stack.close()

    def stop_all(self) -> None:
        """End what still runs."""
        for _, stack in self._running:
            stack.close()

    def _publish(self) -> None:
        written = self._targets.with_suffix(".new")
        written.write_text(json.dumps(self.urls))
        written.rename(self._targets)

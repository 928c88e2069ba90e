"""One replica of the backend: the process and its sidecar, as in a pod."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.components.daprd import Daprd, daprd
from tests.components.process import Server, answers, free_ports

APP_ID = "todo-backend"
ROOT = Path(__file__).parents[3]
BACKEND_PYTHON = ROOT / "workload/backend/.venv/bin/python"
READY_TIMEOUT_S = 40


@dataclass(frozen=True, kw_only=True)
class Replica:
    """A backend process behind its sidecar."""

    server: Server
    port: int
    sidecar: Daprd

    @property
    def url(self) -> str:
        """Base URL of the backend."""
        return f"http://127.0.0.1:{self.port}"

    def wait_ready(self) -> None:
        """Wait until the backend says that it is ready."""
        self.server.wait_until(lambda: answers(f"{self.url}/ready"), timeout_s=READY_TIMEOUT_S)

    def crash(self) -> None:
        """Kill the backend in the middle of whatever it does and start it again, as the kubelet would."""
        self.server.kill()
        self.server.start()


@contextmanager
def running_replica(
    name: str,
    *,
    folder: Path,
    resources: Path,
    environment: Mapping[str, str],
    port: int | None = None,
) -> Iterator[Replica]:
    """Start a replica, wait until it is ready, and stop both of its processes, the backend first.

    It is ready once it has the keys of the frontend, or of another issuer of tokens.
    """
    home = folder / name
    home.mkdir()
    port = port or free_ports(1)[0]
    with ExitStack() as stack:
        sidecar = stack.enter_context(
            daprd(
                folder=home,
                app_id=APP_ID,
                resources=resources,
                app_port=port,
                environment=environment,
            )
        )
        server = Server(
            name=f"backend {name}",
            command=[str(BACKEND_PYTHON), "-m", "todo_backend"],
            log=home / "backend.log",
            environment={
                **environment,
                "HOST": "127.0.0.1",
                "PORT": str(port),
                "DAPR_HTTP_PORT": str(sidecar.http_port),
            },
        )
        replica = Replica(server=server, port=port, sidecar=sidecar)
        server.start()
        stack.callback(server.stop)
        replica.wait_ready()
        yield replica

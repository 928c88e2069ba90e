"""The frontend as its image runs it: the built server and the migration command, with mounted secrets."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from contract.node import NODE
from tests.components.process import Server, answers, free_ports, write_private
from tests.end_to_end.workload.database import BUDGET

ROOT = Path(__file__).parents[3]
FRONTEND = ROOT / "workload/frontend"
STANDALONE = FRONTEND / ".next/standalone"
READY_TIMEOUT_S = 30
BUILD_TIMEOUT_S = 600
DATABASE_SECRET = "frontend-database"


@dataclass(frozen=True, kw_only=True)
class Secrets:
    """The folder that stands for the mounted secrets; a value can be replaced while the server runs."""

    folder: Path

    def set(self, *, database_url: str | None = None, auth_secret: str | None = None) -> None:
        """Write the values given."""
        self._write(DATABASE_SECRET, "DATABASE_URL", database_url)
        self._write("auth-credentials", "BETTER_AUTH_SECRET", auth_secret)

    @property
    def auth_secret(self) -> str:
        """The secret that signs sessions."""
        return (self.folder / "auth-credentials" / "BETTER_AUTH_SECRET").read_text()

    def _write(self, secret: str, key: str, value: str | None) -> None:
        if value is None:
            return
        (self.folder / secret).mkdir(parents=True, exist_ok=True)
        # In one step, as the kubelet does it: nobody reads half a value.
        write_private(self.folder / secret / f".{key}", value).rename(self.folder / secret / key)


@dataclass(frozen=True, kw_only=True)
class Frontend:
    """A running replica."""

    server: Server
    url: str
    backend_url: str = ""


def build_frontend() -> None:
    """Build the standalone server unless it is newer than its sources."""
    command = ["make", "--silent", "-C", str(ROOT / "workload"), "build-frontend"]
    result = subprocess.run(command, capture_output=True, text=True, timeout=BUILD_TIMEOUT_S, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def migration(secrets: Secrets) -> subprocess.Popen[str]:
    """Start the image's migration command."""
    return subprocess.Popen(
        [str(NODE), str(STANDALONE / "migrate.mjs")],
        env=environment(secrets, url="http://127.0.0.1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@contextmanager
def running_frontend(
    *,
    folder: Path,
    secrets: Secrets,
    port: int | None = None,
    backend_url: str = "",
    public_url: str | None = None,
) -> Iterator[Frontend]:
    """Start a replica, wait until it is ready, and stop it; its log is `folder`/frontend.log.

    `public_url` is the address that people use, where it is not the replica's own.
    """
    chosen = port or free_ports(1)[0]
    url = f"http://127.0.0.1:{chosen}"
    own = {"PORT": str(chosen), "BIND_ADDRESS": "127.0.0.1", "BACKEND_URL": backend_url}
    server = Server(
        name="frontend",
        command=[str(NODE), str(STANDALONE / "start.mjs")],
        log=folder / "frontend.log",
        environment={
            **environment(secrets, url=public_url or url),
            "AUTH_DATABASE_POOL_SIZE": str(BUDGET.frontend),
            **own,
        },
    )
    server.start()
    try:
        server.wait_until(lambda: answers(f"{url}/ready"), timeout_s=READY_TIMEOUT_S)
        yield Frontend(server=server, url=url, backend_url=backend_url)
    finally:
        server.stop()


def environment(secrets: Secrets, *, url: str) -> dict[str, str]:
    """Return the settings of a replica, without secrets."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {
        **inherited,
        "NODE_ENV": "production",
        "NEXT_TELEMETRY_DISABLED": "1",
        "SECRETS_DIR": str(secrets.folder),
        "BETTER_AUTH_URL": url,
    }

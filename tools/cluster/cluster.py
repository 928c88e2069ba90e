"""Start a cluster of one node, wait until it can be used, and stop it.

Kubelet, kube-proxy, containerd and the control plane are the real programs. They run as root in namespaces
of their own (mount, network, process id, host name, IPC); the host has one interface, two routes and one
cgroup for each cluster.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kubernetes import client, config, utils
from urllib3.exceptions import HTTPError

from tools.cluster import dns
from tools.cluster.addresses import LARGEST_NUMBER, NAME_PREFIX, ClusterAddresses
from tools.cluster.errors import ClusterError
from tools.cluster.image_archive import ProgramImage
from tools.cluster.node_spec import NodeSpec
from tools.cluster.outside import DATA, PID_FILE, STARTED
from tools.cluster.pki import write_pki
from tools.cluster.programs import network_plugins, node_programs, path_of_programs
from tools.cluster.settings import PAUSE_IMAGE, write_settings
from tools.components.debian_packages import node_packages
from tools.components.go_programs import program

PROJECT = Path(__file__).parents[2]
LONGEST_LIFE_S = 3600
READY_WITHIN_S = 120
STOPPED_WITHIN_S = 30
COMMAND_WITHIN_S = 180
POLL_S = 0.1
LOG_LINES_SHOWN = 15
# The host's programs that start a node.
_NEEDED = {
    "ip": "iproute2",
    "mount": "mount",
    "nsenter": "util-linux",
    "setpriv": "util-linux",
    "unshare": "util-linux",
}


@dataclass(frozen=True, kw_only=True)
class RunningCluster:
    """A cluster that can be used; its administrator's credentials are in `kubeconfig`."""

    folder: Path
    kubeconfig: Path
    addresses: ClusterAddresses
    _client: client.ApiClient = field(repr=False)

    @property
    def api_client(self) -> client.ApiClient:
        """A client of the `kubernetes` package."""
        return self._client

    @property
    def pid(self) -> int:
        """The process id, on the host, of process 1 of the node."""
        return int((self.folder / PID_FILE).read_text())

    def run(self, *command: str) -> str:
        """Run a command in the node's namespaces, and return its output; raise `ClusterError` if it fails."""
        # `nsenter` with all of them changes the working directory: paths are absolute.
        done = subprocess.run(
            ["nsenter", f"--target={self.pid}", "--all", *command],
            capture_output=True,
            text=True,
            timeout=COMMAND_WITHIN_S,
            check=False,
        )
        if done.returncode != 0:
            raise ClusterError(f"{' '.join(command[:3])} … in the node: {done.stderr.strip()}")
        return done.stdout

    def import_image(self, archive: Path) -> None:
        """Import an archive (OCI or Docker format) for pods whose pull policy is not Always."""
        self.run(str(program("ctr")), "--namespace=k8s.io", "images", "import", "--local", str(archive))


@contextmanager
def cluster(
    *, folder: Path, hosts: Mapping[str, str] | None = None, longest_life_s: int = LONGEST_LIFE_S
) -> Iterator[RunningCluster]:
    """Start a cluster, yield its handle, and stop it; whatever happens, nothing of it is left on the host.

    `folder`, which may exist if it is empty, takes logs and credentials. `hosts` are names that its DNS knows
    besides the cluster's own. Raises `ClusterError`, with the ends of the logs, when it is not ready in time.
    """
    _check_machine()
    folder = folder.resolve()
    with _reserved_number() as (number, reservation):
        addresses = ClusterAddresses(number)
        kubeconfig, spec_file = _write_files(folder, addresses, longest_life_s)
        owner = _start_owner(folder, spec_file, reservation)
        try:
            _wait_until_started(owner, folder)
            images = [_image(folder, *image) for image in ((PAUSE_IMAGE, "pause"), (dns.IMAGE, "coredns"))]
            # Reading the file connects to nothing.
            handle = RunningCluster(
                folder=folder, kubeconfig=kubeconfig, addresses=addresses, _client=_client_of(kubeconfig)
            )
            _wait(owner, folder, "containerd", lambda: _has_containerd(handle))
            for image in images:
                handle.import_image(image)
                image.unlink()
            _wait(owner, folder, "the API server", lambda: _api_answers(handle))
            for manifest in dns.dns_objects(address=addresses.dns, hosts=hosts or {}):
                utils.create_from_dict(handle.api_client, manifest)  # type: ignore[no-untyped-call]
            _wait(owner, folder, "the node and its DNS", lambda: _can_run_pods(handle))
            yield handle
        finally:
            _stop(owner, folder)


def _check_machine() -> None:
    if sys.platform != "linux" or os.geteuid() != 0:
        raise ClusterError("a node runs on Linux as root: start this command with sudo, or in a container")
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])
    missing = [name for name in _NEEDED if shutil.which(name, path=path) is None]
    if missing:
        packages = sorted({_NEEDED[name] for name in missing})
        raise ClusterError(f"a node needs {', '.join(missing)}: install {', '.join(packages)}")


@contextmanager
def _reserved_number() -> Iterator[tuple[int, int]]:
    """Yield a number that no other cluster on this machine has, and the descriptor that reserves it.

    The name of a socket is released by the kernel, however this process ends, and is no file.
    """
    for number in range(1, LARGEST_NUMBER + 1):
        reservation = socket.socket(socket.AF_UNIX)
        try:
            reservation.bind(f"\0hackathon-todo-deployment/{NAME_PREFIX}{number}")
        except OSError:
            reservation.close()
            continue
        with reservation:
            yield number, reservation.fileno()
            return
    raise ClusterError(f"{LARGEST_NUMBER} clusters run on this machine already: stop one")


def _write_files(folder: Path, addresses: ClusterAddresses, longest_life_s: int) -> tuple[Path, Path]:
    for name in (*DATA, "log", "sysctl"):
        (folder / name).mkdir(parents=True)
    kubeconfig = write_pki(folder / "pki", addresses)
    write_settings(folder, addresses, plugins=network_plugins())
    spec = NodeSpec(
        number=addresses.number,
        folder=str(folder),
        packages=str(node_packages()),
        path=path_of_programs(),
        programs=node_programs(folder, addresses),
        longest_life_s=longest_life_s,
    )
    return kubeconfig, spec.write()


def _start_owner(folder: Path, spec: Path, reservation: int) -> subprocess.Popen[bytes]:
    with (folder / "log" / "owner.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "tools.cluster.outside", str(spec)],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            # When this process is killed, the number stays reserved until that one has cleaned up.
            pass_fds=[reservation],
            start_new_session=True,
        )


def _stop(owner: subprocess.Popen[bytes], folder: Path) -> None:
    try:
        # It closes the standard input.
        owner.communicate(timeout=STOPPED_WITHIN_S)
    except subprocess.TimeoutExpired:
        owner.kill()
        raise ClusterError(f"the node did not end in {STOPPED_WITHIN_S} s: see {folder}/log") from None
    if owner.returncode != 0:
        raise ClusterError(
            f"the node ended with {owner.returncode}:\n{_ends_of_logs(folder, ('owner', 'node'))}"
        )


def _wait_until_started(owner: subprocess.Popen[bytes], folder: Path) -> None:
    if next(iter(owner.stdout or ()), b"").decode().strip() != STARTED:
        logs = _ends_of_logs(folder, ("owner", "node"))
        raise ClusterError(f"the node's namespaces could not be made:\n{logs}")


def _wait(owner: subprocess.Popen[bytes], folder: Path, what: str, look: Callable[[], bool]) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while not look():
        if owner.poll() is not None or time.monotonic() > deadline:
            raise ClusterError(
                f"{what}: not ready within {READY_WITHIN_S} s\n{_ends_of_logs(folder, _logs(folder))}"
            )
        time.sleep(POLL_S)


def _logs(folder: Path) -> Sequence[str]:
    return sorted(path.stem for path in (folder / "log").glob("*.log"))


def _ends_of_logs(folder: Path, names: Sequence[str]) -> str:
    lines = []
    for name in names:
        path = folder / "log" / f"{name}.log"
        written = path.read_text(errors="replace").splitlines() if path.exists() else []
        lines += [f"(last lines of {path})", *written[-LOG_LINES_SHOWN:]]
    return "\n".join(lines)


def _image(folder: Path, image: str, name: str) -> Path:
    built = ProgramImage(name=image, files={f"/{name}": program(name)}, entrypoint=[f"/{name}"])
    return built.write(folder / f"{name}.tar")


def _client_of(kubeconfig: Path) -> client.ApiClient:
    loaded: client.ApiClient = config.new_client_from_config(str(kubeconfig))  # type: ignore[no-untyped-call]
    return loaded


def _has_containerd(handle: RunningCluster) -> bool:
    try:
        handle.run(str(program("ctr")), "version")
    except ClusterError:
        return False
    return True


def _api_answers(handle: RunningCluster) -> bool:
    try:
        namespace: Any = client.CoreV1Api(handle.api_client).read_namespace(dns.NAMESPACE)
    except (client.ApiException, OSError, HTTPError):
        return False
    return bool(namespace.metadata.name)


def _can_run_pods(handle: RunningCluster) -> bool:
    deployed: Any = client.AppsV1Api(handle.api_client).read_namespaced_deployment(dns.NAME, dns.NAMESPACE)
    return bool(deployed.status.available_replicas)

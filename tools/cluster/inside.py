"""Process 1 of a node's namespaces: it prepares mounts and network, starts the programs, restarts what ends.

`python -m tools.cluster.inside FILE`, started by tools/cluster/outside.py. When it is killed, the kernel ends
everything else in the namespaces.
"""

import http.client
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path

from tools.cluster.addresses import ClusterAddresses
from tools.cluster.node_spec import NodeProgram, NodeSpec

POLL_S = 0.05
RESTART_AFTER_S = 1.0
PROBE_TIMEOUT_S = 2
# The kubelet sets them for the whole machine: it is given files in their place.
_GLOBAL_SETTINGS = (
    "kernel/keys/root_maxbytes",
    "kernel/keys/root_maxkeys",
    "kernel/panic",
    "kernel/panic_on_oops",
    "vm/overcommit_memory",
    "vm/panic_on_oom",
)


class NodePrograms:
    """The programs that run, by process id, and when the others are to be started."""

    def __init__(self, spec: NodeSpec, addresses: ClusterAddresses) -> None:
        """Start nothing yet."""
        self._logs = Path(spec.folder) / "log"
        self._addresses = addresses
        self._trust = ssl.create_default_context(cafile=Path(spec.folder) / "pki" / "ca.crt")
        self._environment = {
            "HOME": "/root",
            "PATH": os.pathsep.join([*spec.path, "/usr/sbin", "/usr/bin", "/sbin", "/bin"]),
            "TMPDIR": str(Path(spec.folder) / "tmp"),
        }
        self._running: dict[int, NodeProgram] = {}
        self._due = {item.name: (0.0, item) for item in spec.programs if not item.needs_api}
        self._waiting = [item for item in spec.programs if item.needs_api]

    def run(self) -> None:
        """Keep the programs running until this process is killed."""
        while True:
            self._reap()
            if self._waiting and self._api_is_ready():
                self._due |= {item.name: (0.0, item) for item in self._waiting}
                self._waiting = []
            now = time.monotonic()
            for name, (moment, item) in list(self._due.items()):
                if now >= moment:
                    del self._due[name]
                    self._start(item)
            time.sleep(POLL_S)

    def _start(self, item: NodeProgram) -> None:
        with (self._logs / f"{item.name}.log").open("ab") as log:
            process = subprocess.Popen(
                item.command,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._running[process.pid] = item

    def _reap(self) -> None:
        """Take the exit code of each process that has ended; those of pods end here as well."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            item = self._running.pop(pid, None)
            if item is not None:
                code = os.waitstatus_to_exitcode(status)
                print(f"{item.name} ended with {code} and is restarted", flush=True)
                self._due[item.name] = (time.monotonic() + RESTART_AFTER_S, item)

    def _api_is_ready(self) -> bool:
        host = self._addresses.node
        connection = http.client.HTTPSConnection(host, context=self._trust, timeout=PROBE_TIMEOUT_S)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == http.HTTPStatus.OK
        except OSError:
            return False
        finally:
            connection.close()


def prepare_mounts(spec: NodeSpec) -> None:
    """Let what the programs write lie in the node's folder, and let them find the unpacked packages."""
    folder = Path(spec.folder)
    _run("mount", "-t", "proc", "proc", "/proc")
    for setting in _GLOBAL_SETTINGS:
        original = Path("/proc/sys") / setting
        if original.exists():
            copy = folder / "sysctl" / setting.replace("/", ".")
            copy.write_text(original.read_text())
            _run("mount", "--bind", str(copy), str(original))
    _run("mount", "-t", "overlay", "-o", f"lowerdir={spec.packages}/usr:/usr", "overlay", "/usr")
    # Without a name server the pull of a missing image fails at once. A link into /run will lead nowhere.
    if not Path("/etc/resolv.conf").is_symlink():
        _run("mount", "--bind", str(folder / "resolv.conf"), "/etc/resolv.conf")
    _run("mount", "-t", "tmpfs", "tmpfs", "/run")
    for name in ("containerd", "lock", "netns"):
        (Path("/run") / name).mkdir()
    _run("mount", "--bind", str(folder / "var-lib"), "/var/lib")
    _run("mount", "--bind", str(folder / "log"), "/var/log")
    # Mounts in a pod's volumes have to be seen by its containers.
    for shared in ("/run", "/var/lib"):
        _run("mount", "--make-shared", shared)


def prepare_network(addresses: ClusterAddresses) -> None:
    """Give the interface that was put here its address, and forward between host and pods."""
    for command in (
        ("link", "set", "lo", "up"),
        ("addr", "add", f"{addresses.node}/24", "dev", "eth0"),
        ("link", "set", "eth0", "up"),
        ("route", "add", "default", "via", addresses.host),
    ):
        _run("ip", *command)
    # It is the namespace's own.
    Path("/proc/sys/net/ipv4/ip_forward").write_text("1")


def main(file: str) -> None:
    """Run the node that the file describes."""
    spec = NodeSpec.read(Path(file))
    addresses = ClusterAddresses(spec.number)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    socket.sethostname(addresses.name)
    prepare_mounts(spec)
    while "eth0:" not in Path("/proc/net/dev").read_text():
        time.sleep(POLL_S)
    prepare_network(addresses)
    NodePrograms(spec, addresses).run()


def _run(*command: str) -> None:
    subprocess.run(command, stdin=subprocess.DEVNULL, check=True)


if __name__ == "__main__":
    main(sys.argv[1])

"""The process that owns a node: it makes the namespaces, cgroups and interface, and removes them at the end.

`python -m tools.cluster.outside FILE`, started by tools/cluster/cluster.py. It ends the node when its
standard input is closed, which also happens when the process that started it is killed; on SIGTERM; after the
longest life; or when process 1 of the node ends. When it is killed itself, the kernel ends the node
(`--pdeathsig`); its empty cgroups and its interface are removed by the next cluster with this number.
"""

import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tools.cluster import cgroups
from tools.cluster.addresses import ClusterAddresses
from tools.cluster.node_spec import NodeSpec

PID_FILE = "node.pid"
# Written to standard output when the node's process 1 has its network.
STARTED = "started"
# What a node writes that nobody reads afterwards; the logs and keys stay.
DATA = ("containerd", "tmp", "var-lib")
POLL_S = 0.05
STARTED_WITHIN_S = 10


@contextmanager
def node(file: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Start a node, yield the process that ends with it, and leave nothing behind."""
    spec = NodeSpec.read(file)
    addresses = ClusterAddresses(spec.number)
    machine = cgroups.hierarchies()
    # Of a node whose owner was killed: the kernel was seen to keep the interface for a while.
    _delete_interface(addresses.name)
    cgroups.remove(addresses.name, machine, [])
    enabled = cgroups.missing_controllers(machine)
    process = None
    try:
        cgroups.create(addresses.name, machine, enabled)
        process = _start(file, Path(spec.folder) / "log" / "node.log")
        first = _first_child(process)
        _connect(addresses, first)
        (Path(spec.folder) / PID_FILE).write_text(str(first))
        yield process
    finally:
        if process is not None:
            # `--kill-child`: process 1 dies with it, and everything in its namespaces with that.
            process.kill()
            process.wait()
        _delete_interface(addresses.name)
        left = cgroups.remove(addresses.name, machine, enabled)
        for folder in DATA:
            shutil.rmtree(Path(spec.folder) / folder, ignore_errors=True)
        if left:
            print(f"cannot remove {', '.join(map(str, left))}: are processes left in it?", file=sys.stderr)


def main(file: str) -> None:
    """Run the node that the file describes until it has to end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    deadline = time.monotonic() + NodeSpec.read(Path(file)).longest_life_s
    with node(Path(file)) as process:
        print(STARTED, flush=True)
        while process.poll() is None and time.monotonic() < deadline:
            readable, _, _ = select.select([sys.stdin], [], [], 1)
            if readable and not os.read(sys.stdin.fileno(), 1):
                return


def _start(file: Path, log: Path) -> subprocess.Popen[bytes]:
    namespaces = ("--mount", "--net", "--pid", "--uts", "--ipc", "--fork", "--kill-child")
    # Both end with what started them: `unshare` with this process, and process 1 with `unshare`.
    command = ("setpriv", "--pdeathsig", "KILL", "unshare", *namespaces)
    with log.open("ab") as written:
        return subprocess.Popen(
            [*command, sys.executable, "-m", "tools.cluster.inside", str(file)],
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _first_child(process: subprocess.Popen[bytes]) -> int:
    """Return the id of the process that `unshare` has forked: number 1 of the new namespace."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    deadline = time.monotonic() + STARTED_WITHIN_S
    while process.poll() is None and time.monotonic() < deadline:
        found = children.read_text().split()
        if found:
            return int(found[0])
        time.sleep(POLL_S)
    raise RuntimeError("`unshare` has started no process: see the node's log")


def _connect(addresses: ClusterAddresses, pid: int) -> None:
    """Put one end of a cable into the node, and lead its pods and Services through it."""
    name = addresses.name
    _ip("link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", str(pid))
    _ip("addr", "add", f"{addresses.host}/24", "dev", name)
    _ip("link", "set", name, "up")
    for network in (addresses.pods, addresses.services):
        _ip("route", "add", network, "via", addresses.node)


def _delete_interface(name: str) -> None:
    """Delete the host's end; it may have disappeared with the node's."""
    subprocess.run(["ip", "link", "del", name], capture_output=True, check=False)


def _ip(*arguments: str) -> None:
    command: Sequence[str] = ("ip", *arguments)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"`{' '.join(command)}`: {done.stderr.strip()}")


if __name__ == "__main__":
    main(sys.argv[1])

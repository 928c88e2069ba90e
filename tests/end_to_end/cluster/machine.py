"""What a cluster could leave on the machine: processes, mounts, interfaces, routes, cgroups, settings."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

from tools.cluster.cgroups import hierarchies

# They change by themselves.
_VOLATILE: Final = {"kernel/ns_last_pid"}
_NAMESPACES: Final = ("mnt", "net", "pid")


@dataclass(frozen=True, kw_only=True)
class Machine:
    """The state of the machine at one moment."""

    mounts: frozenset[str]
    interfaces: frozenset[str]
    routes: frozenset[str]
    cgroups: frozenset[str]
    settings: frozenset[tuple[str, str]]

    @classmethod
    def now(cls) -> "Machine":
        """Return its present state; mounts and settings are those of the test's own namespaces."""
        mounts = (line.split()[4] for line in Path("/proc/self/mountinfo").read_text().splitlines())
        return cls(
            mounts=frozenset(mounts),
            interfaces=frozenset(line.split(":")[1].strip().split("@")[0] for line in _ip("-o", "link")),
            routes=frozenset(_ip("route", "show", "table", "all")),
            cgroups=frozenset(str(path) for path in _cgroups()),
            settings=frozenset(_settings()),
        )

    def since(self, before: "Machine") -> dict[str, set[object]]:
        """Return what is there now and was not before, without what is the same."""
        differences = {name: set(now) - set(getattr(before, name)) for name, now in vars(self).items()}
        return {name: found for name, found in differences.items() if found}


def namespaces(pid: int) -> frozenset[str]:
    """Return the namespaces of a process that the test does not share."""
    return frozenset(_of(pid)) - frozenset(_of("self"))


def processes_in(wanted: frozenset[str]) -> list[str]:
    """Return the command lines of the processes in any of the namespaces."""
    return [
        f"{process.pid} {process.info['cmdline']}"
        for process in psutil.process_iter(["pid", "cmdline"])
        if wanted & set(_of(process.pid))
    ]


def _of(pid: int | str) -> Iterator[str]:
    for kind in _NAMESPACES:
        try:
            yield str(Path(f"/proc/{pid}/ns/{kind}").readlink())
        except OSError:
            return


def _cgroups() -> Iterator[Path]:
    for hierarchy in hierarchies():
        yield from (path for path in hierarchy.root.iterdir() if path.is_dir())


def _settings() -> Iterator[tuple[str, str]]:
    """Yield what can be set, but for what is an interface's own: it goes with it."""
    root = Path("/proc/sys")
    for folder in ("kernel", "net", "vm"):
        for path in (root / folder).rglob("*"):
            name = str(path.relative_to(root))
            own = "/conf/" in name or "/neigh/" in name
            if own or name in _VOLATILE or not path.is_file() or not path.stat().st_mode & 0o200:
                continue
            try:
                yield name, path.read_text()
            except OSError:
                continue


def _ip(*arguments: str) -> list[str]:
    command = ["ip", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()

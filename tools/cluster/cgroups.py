"""The cgroup of a node, in every hierarchy of the machine: version 1 (one a controller) or version 2 (one).

Facts (cgroups(7), the kernel's cgroup-v2.rst, kubelet's `cgroupRoot`): the kubelet wants its root to exist,
in version 1 in all hierarchies. A new cpuset of version 1 is empty, and nothing can run in it. In version 2 a
controller can be used where the parent's `cgroup.subtree_control` names it.
"""

import os
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")
# Of version 2; the kubelet wants those that the machine has.
CONTROLLERS = ("cpu", "cpuset", "hugetlb", "memory", "pids")
# Pods compete with each busy process of the machine: with the default, 1024, they starve beside a build.
CPU_SHARES = 6144
# The weight of version 2 for these shares, as runc converts them.
CPU_WEIGHT = 1 + (CPU_SHARES - 2) * 9999 // 262142
_CONTROL = "cgroup.subtree_control"
REMOVED_WITHIN_S = 5
POLL_S = 0.05


@dataclass(frozen=True, kw_only=True)
class Hierarchy:
    """A mounted hierarchy; `controllers` are those of version 1, none for version 2."""

    root: Path
    controllers: tuple[str, ...]
    unified: bool

    @property
    def limits_pods(self) -> bool:
        """Whether pods are limited there: a version 2 beside version 1 has only what that does not know."""
        return not self.unified or "cpu" in (self.root / "cgroup.controllers").read_text().split()


def hierarchies(mounts: Path = MOUNTS) -> list[Hierarchy]:
    """Return the machine's hierarchies out of a file in the format of /proc/self/mountinfo."""
    found = {}
    for line in mounts.read_text().splitlines():
        before, _, after = line.partition(" - ")
        kind, _, options = after.split(" ", maxsplit=2)
        if kind in ("cgroup", "cgroup2"):
            root = Path(before.split()[4])
            found[root] = Hierarchy(
                root=root, controllers=tuple(options.split(",")[1:]), unified=kind == "cgroup2"
            )
    return list(found.values())


def missing_controllers(machine: list[Hierarchy]) -> list[tuple[Hierarchy, str]]:
    """Return the controllers of version 2 that are there and have to be enabled for a node."""
    return [
        (hierarchy, controller)
        for hierarchy in machine
        if hierarchy.unified and hierarchy.limits_pods
        for controller in _missing(hierarchy)
    ]


def create(name: str, machine: list[Hierarchy], missing: list[tuple[Hierarchy, str]]) -> None:
    """Enable the missing controllers, and create the cgroup everywhere."""
    for hierarchy, controller in missing:
        (hierarchy.root / _CONTROL).write_text(f"+{controller}")
    for hierarchy in machine:
        if not hierarchy.limits_pods:
            continue
        folder = hierarchy.root / name
        folder.mkdir(exist_ok=True)
        if "cpuset" in hierarchy.controllers:
            for file in ("cpuset.cpus", "cpuset.mems"):
                (folder / file).write_text((hierarchy.root / file).read_text())
        if "cpu" in hierarchy.controllers:
            (folder / "cpu.shares").write_text(str(CPU_SHARES))
        if hierarchy.unified:
            (folder / "cpu.weight").write_text(str(CPU_WEIGHT))


def remove(name: str, machine: list[Hierarchy], enabled: list[tuple[Hierarchy, str]]) -> list[Path]:
    """Remove the cgroup, whose processes have ended, and disable `enabled`; return what could not go."""
    deadline = time.monotonic() + REMOVED_WITHIN_S
    roots = [hierarchy.root / name for hierarchy in machine]
    while left := [root for root in roots if root.exists()]:
        if time.monotonic() > deadline:
            return left
        for folder in (folder for root in left for folder in _deepest_first(root)):
            # Busy for a moment after its last process has ended.
            with suppress(OSError):
                folder.rmdir()
        time.sleep(POLL_S if any(root.exists() for root in left) else 0)
    for hierarchy, controller in enabled:
        # Another cluster that was started since then may use it.
        with suppress(OSError):
            (hierarchy.root / _CONTROL).write_text(f"-{controller}")
    return []


def _missing(hierarchy: Hierarchy) -> list[str]:
    available = (hierarchy.root / "cgroup.controllers").read_text().split()
    enabled = (hierarchy.root / _CONTROL).read_text().split()
    return [name for name in CONTROLLERS if name in available and name not in enabled]


def _deepest_first(root: Path) -> list[Path]:
    # It passes over what disappears in between.
    return [Path(folder) for folder, _, _ in os.walk(root, topdown=False)]

"""Both versions of cgroups, on folders that look like them: one machine has only one of them."""

from pathlib import Path

import pytest

from tools.cluster import cgroups
from tools.cluster.cgroups import Hierarchy

NAME = "todo-node-7"


def mounts(folder: Path, *lines: str) -> Path:
    """Write a file in the format of /proc/self/mountinfo."""
    path = folder / "mountinfo"
    path.write_text("".join(f"{line}\n" for line in ("1 0 8:1 / / rw - ext4 /dev/vda rw", *lines)))
    return path


@pytest.fixture
def unified(tmp_path: Path) -> Hierarchy:
    """Return a hierarchy of version 2 as systemd leaves it: cpuset is not enabled."""
    root = tmp_path / "cgroup"
    root.mkdir()
    (root / "cgroup.controllers").write_text("cpuset cpu io memory pids\n")
    (root / "cgroup.subtree_control").write_text("cpu memory pids\n")
    return Hierarchy(root=root, controllers=(), unified=True)


def version_1(root: Path, controller: str, **files: str) -> Hierarchy:
    root.mkdir(parents=True)
    for name, text in files.items():
        (root / name.replace("_", ".")).write_text(text)
    return Hierarchy(root=root, controllers=(controller,), unified=False)


def test_hierarchies_of_version_1_are_found_with_their_controllers(tmp_path: Path) -> None:
    file = mounts(
        tmp_path,
        "30 25 0:26 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu",
        "31 25 0:27 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,name=systemd",
        "32 25 0:28 / /sys/fs/cgroup/unified rw - cgroup2 cgroup rw",
    )

    found = cgroups.hierarchies(file)

    assert [(item.root.name, item.controllers, item.unified) for item in found] == [
        ("cpu", ("cpu",), False),
        ("systemd", ("name=systemd",), False),
        ("unified", (), True),
    ]


def test_a_new_cpuset_of_version_1_gets_the_machines_processors(tmp_path: Path) -> None:
    hierarchy = version_1(tmp_path / "cpuset", "cpuset", cpuset_cpus="0-1\n", cpuset_mems="0\n")

    cgroups.create(NAME, [hierarchy], [])

    assert (hierarchy.root / NAME / "cpuset.cpus").read_text() == "0-1\n"
    assert (hierarchy.root / NAME / "cpuset.mems").read_text() == "0\n"


def test_pods_get_more_than_one_process_share_of_the_processor(tmp_path: Path, unified: Hierarchy) -> None:
    cpu = version_1(tmp_path / "cpu", "cpu")

    cgroups.create(NAME, [cpu, unified], [])

    assert (cpu.root / NAME / "cpu.shares").read_text() == "6144"
    assert (unified.root / NAME / "cpu.weight").read_text() == "235"


def test_the_controllers_that_version_2_lacks_are_enabled_and_disabled_again(unified: Hierarchy) -> None:
    control = unified.root / "cgroup.subtree_control"

    enabled = cgroups.missing_controllers([unified])
    cgroups.create(NAME, [unified], enabled)
    assert control.read_text() == "+cpuset"
    (unified.root / NAME / "cpu.weight").unlink()  # a real one goes with its folder

    assert cgroups.remove(NAME, [unified], enabled) == []
    assert control.read_text() == "-cpuset"
    assert not (unified.root / NAME).exists()


def test_version_2_beside_version_1_is_left_alone_but_what_runc_makes_there_is_removed(
    tmp_path: Path,
) -> None:
    (tmp_path / "cgroup.controllers").write_text("hugetlb misc\n")
    (tmp_path / "cgroup.subtree_control").write_text("\n")
    beside = Hierarchy(root=tmp_path, controllers=(), unified=True)
    missing = cgroups.missing_controllers([beside])
    cgroups.create(NAME, [beside], missing)
    assert missing == []
    assert not (tmp_path / NAME).exists()
    assert (tmp_path / "cgroup.subtree_control").read_text() == "\n"
    (tmp_path / NAME / "kubepods" / "pod1").mkdir(parents=True)

    assert cgroups.remove(NAME, [beside], []) == []

    assert not (tmp_path / NAME).exists()


def test_a_cgroup_that_cannot_be_removed_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cgroups, "REMOVED_WITHIN_S", 0.1)
    hierarchy = version_1(tmp_path / "pids", "pids")
    (hierarchy.root / NAME / "file").mkdir(parents=True)
    (hierarchy.root / NAME / "file" / "busy").write_text("")

    assert cgroups.remove(NAME, [hierarchy], []) == [hierarchy.root / NAME]

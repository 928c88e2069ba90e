"""Packages of the distribution, unpacked into the cache."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tools.components import debian_packages
from tools.components.cache import CannotBuildError
from tools.components.debian_packages import PACKAGES, node_packages


def answered(stdout: str = "", *, code: int = 0) -> subprocess.CompletedProcess[str]:
    return subprocess.CompletedProcess([], code, stdout, "E: No packages found" if code else "")


class Apt:
    """Stands in for apt and dpkg: it knows a checksum for each package, and unpacks an old layout."""

    def __init__(self, *, checksum: str = "a", known: int = len(PACKAGES)) -> None:
        self.checksum = checksum
        self.known = known
        self.commands: list[str] = []

    def __call__(self, command: list[str], *, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
        self.commands.append(" ".join(command[:2]))
        if command[0] == "apt-cache":
            lines = (f"Package: p{number}\nSHA256: {self.checksum * 64}\n" for number in range(self.known))
            return answered("\n".join(lines))
        if command[:2] == ["apt-get", "download"] and folder is not None:
            (folder / "runc_1_amd64.deb").write_text("")
        if command[0] == "dpkg":
            target = Path(command[3])
            for file in ("usr/sbin/runc", "sbin/nft", "lib/libnft.so"):
                (target / file).parent.mkdir(parents=True, exist_ok=True)
                (target / file).write_text(file)
        return answered()


@pytest.fixture
def apt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Apt:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    stand_in = Apt()
    monkeypatch.setattr(debian_packages, "_run", stand_in)
    return stand_in


def test_everything_is_found_under_usr(apt: Apt) -> None:
    folder = node_packages()

    assert (folder / "usr" / "sbin" / "nft").read_text() == "sbin/nft"
    assert (folder / "usr" / "lib" / "libnft.so").exists()
    assert sorted(path.name for path in folder.iterdir()) == ["usr"]


def test_packages_are_downloaded_again_only_when_the_index_names_others(apt: Apt) -> None:
    first, second = node_packages(), node_packages()
    apt.checksum = "b"
    third = node_packages()

    assert first == second != third
    assert apt.commands.count("apt-get download") == 2


def test_an_index_that_lacks_a_package_is_reported_with_the_remedy(apt: Apt) -> None:
    apt.known -= 1

    with pytest.raises(CannotBuildError, match="run `apt-get update` as root"):
        node_packages()

    assert "apt-get download" not in apt.commands


def test_another_system_is_told_what_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)

    with pytest.raises(CannotBuildError, match=r"Run it on Debian 12 or Ubuntu 24\.04"):
        node_packages()

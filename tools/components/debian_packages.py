"""Programs of the operating system that no Go module without C has: unpacked into the cache, not installed.

`apt-get download` checks each package against the distribution's signed index; the index's checksums are the
entry's key. So a security update of the distribution makes a new entry.
"""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from tools.components.cache import CannotBuildError, digest_of, made_once

NAME = "node-packages"
# With the libraries that a minimal system lacks; each is found in Debian 12 and 13 and in Ubuntu 24.04.
PACKAGES = (
    "libedit2",
    "libgmp10",
    "libjansson4",
    "libmnl0",
    "libnftables1",
    "libnftnl11",
    "libseccomp2",
    "libxtables12",
    "nftables",
    "runc",
)
_CHECKSUM = re.compile(r"^SHA256: ([0-9a-f]{64})$", re.MULTILINE)


def node_packages() -> Path:
    """Return the folder whose `usr` holds the programs and libraries; download them if they are not cached.

    Raises `CannotBuildError` where there is no `apt-get`, or when it does not know or get a package.
    """
    if shutil.which("apt-get") is None or shutil.which("dpkg") is None:
        raise CannotBuildError(
            f"{NAME}: the `apt-get` and `dpkg` commands are missing: a node of the test cluster takes "
            f"{', '.join(PACKAGES)} from the distribution. Run it on Debian 12 or Ubuntu 24.04, or newer"
        )
    return made_once(name=NAME, digest=digest_of(facts=_checksums()), make=_unpack_all)


def _checksums() -> list[str]:
    command = ["apt-cache", "show", "--no-all-versions", *PACKAGES]
    answer = _run(command)
    if answer.returncode != 0 and os.geteuid() == 0:
        _run(["apt-get", "update", "-qq"])
        answer = _run(command)
    found = _CHECKSUM.findall(answer.stdout)
    if answer.returncode != 0 or len(found) != len(PACKAGES):
        raise CannotBuildError(
            f"{NAME}: the package index has not all of {', '.join(PACKAGES)}: run `apt-get update` as root "
            f"and try again\n{answer.stderr.strip()}"
        )
    return found


def _unpack_all(target: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="packages-") as folder:
        downloaded = _run(["apt-get", "download", "-qq", *PACKAGES], folder=Path(folder))
        if downloaded.returncode != 0:
            raise CannotBuildError(f"{NAME}: `apt-get download` failed:\n{downloaded.stderr.strip()}")
        for package in sorted(Path(folder).glob("*.deb")):
            unpacked = _run(["dpkg", "-x", str(package), str(target)])
            if unpacked.returncode != 0:
                raise CannotBuildError(
                    f"{package.name}: `dpkg -x` cannot unpack it:\n{unpacked.stderr.strip()}"
                )
    for folder_name in ("bin", "lib", "sbin"):
        _move_into_usr(target, folder_name)


def _move_into_usr(target: Path, name: str) -> None:
    """Put what a package has in /lib where an installed system has it."""
    if (target / name).is_dir():
        shutil.copytree(target / name, target / "usr" / name, symlinks=True, dirs_exist_ok=True)
        shutil.rmtree(target / name)


def _run(command: list[str], *, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)

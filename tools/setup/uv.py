"""uv in the version and with the hashes of a lock file, installed once for a clone."""

import fcntl
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from zipfile import ZipFile

from tools.setup.pip_settings import pip_options
from tools.setup.wheel import fetch_wheel

_ENTRY: Final = re.compile(r"^uv==(\S+).*?(?=^\S|\Z)", re.MULTILINE | re.DOTALL)

_PIP_OPTIONS: Final = (
    *("--quiet", "--disable-pip-version-check", "--no-compile"),
    *("--no-deps", "--require-hashes", "--only-binary=:all:"),
)


def find_or_install_uv(python: Path, *, lock: Path, cache: Path) -> Path | None:
    """Return uv. Where it is missing, pip of `python` installs it into `cache`; without pip it is fetched.

    None where it cannot be had: no wheel for this platform, or an index that does not have it.
    """
    entry = _ENTRY.search(lock.read_text(encoding="utf-8"))
    if entry is None:
        return None
    folder = cache / f"uv-{entry[1]}"
    cache.mkdir(parents=True, exist_ok=True)
    with _locked(cache / "uv.lock"):
        if not folder.exists():
            by = _install if _has_pip(python) else _fetch
            by(python, entry[0], into=folder)
    uv = folder / "bin" / "uv"
    return uv if _runs(uv) else None


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a lock: several environments are made side by side."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _install(python: Path, entry: str, *, into: Path) -> None:
    """Install uv beside its place first: what is in its place is complete."""
    with tempfile.TemporaryDirectory(dir=into.parent) as scratch:
        requirements = Path(scratch, "requirements.txt")
        requirements.write_text(entry, encoding="utf-8")
        made = Path(scratch, "made")
        done = subprocess.run(
            [python, "-m", "pip", "install", *_PIP_OPTIONS, "--target", made, "-r", requirements],
            stderr=subprocess.DEVNULL,
            check=False,
        )
        if done.returncode == 0:
            made.rename(into)


def _has_pip(python: Path) -> bool:
    done = subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False)
    return done.returncode == 0


def _fetch(python: Path, entry: str, *, into: Path) -> None:
    """Take the one program that is needed out of uv's wheel."""
    with tempfile.TemporaryDirectory(dir=into.parent) as scratch:
        wheel = fetch_wheel(entry, options=pip_options(python, os.environ), into=Path(scratch))
        if wheel is None:
            return
        programs = Path(scratch, "made", "bin")
        programs.mkdir(parents=True)
        with ZipFile(wheel) as archive:
            for name in archive.namelist():
                if name.endswith(".data/scripts/uv"):
                    programs.joinpath("uv").write_bytes(archive.read(name))
                    programs.joinpath("uv").chmod(0o755)
        programs.parent.rename(into)


def _runs(uv: Path) -> bool:
    if shutil.which(uv) is None:
        return False
    return subprocess.run([uv, "--version"], capture_output=True, check=False).returncode == 0

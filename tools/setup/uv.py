"""uv in the version and with the hashes of a lock file, installed once for a clone."""

import fcntl
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_ENTRY: Final = re.compile(r"^uv==(\S+).*?(?=^\S|\Z)", re.MULTILINE | re.DOTALL)

_PIP_OPTIONS: Final = (
    *("--quiet", "--disable-pip-version-check", "--no-compile"),
    *("--no-deps", "--require-hashes", "--only-binary=:all:"),
)


def find_or_install_uv(python: Path, *, lock: Path, cache: Path) -> Path | None:
    """Return uv, installed into `cache` by pip of `python` where it is missing.

    None where it cannot be had: no wheel for this platform, or an index that does not have it.
    """
    entry = _ENTRY.search(lock.read_text(encoding="utf-8"))
    if entry is None:
        return None
    folder = cache / f"uv-{entry[1]}"
    cache.mkdir(parents=True, exist_ok=True)
    with _locked(cache / "uv.lock"):
        if not folder.exists():
            _install(python, entry[0], into=folder)
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


def _runs(uv: Path) -> bool:
    if shutil.which(uv) is None:
        return False
    return subprocess.run([uv, "--version"], capture_output=True, check=False).returncode == 0

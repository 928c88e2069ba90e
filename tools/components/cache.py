"""A cache of programs and archives, with a digest of their sources as the key.

It is outside the clone, so that a fresh clone on the same machine finds the entries of an earlier one.
An entry that exists is complete: it is built in a folder beside it and renamed into place.
"""

import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

FOLDER_NAME = "hackathon-todo-deployment"


class CannotBuildError(Exception):
    """A component cannot be built on this machine; the message says what is missing and where to get it."""


def cache_folder() -> Path:
    """Return the folder of the cache, as the XDG base directory specification defines it."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / FOLDER_NAME


def digest_of(*, folder: Path | None = None, facts: Iterable[str]) -> str:
    """Return 16 hexadecimal digits that change with any file of `folder` (name or content) or any fact."""
    digest = hashlib.sha256()
    if folder is not None:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            digest.update(f"{path.relative_to(folder)}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    for fact in facts:
        digest.update(f"\0{fact}".encode())
    return digest.hexdigest()[:16]


def made_once(*, name: str, digest: str, make: Callable[[Path], None]) -> Path:
    """Return the folder of an entry; `make` fills an empty folder if there is none yet.

    Of several processes, one builds the entry while the others wait. A failed `make` leaves nothing behind.
    """
    entry = cache_folder() / f"{name}-{digest}"
    if entry.is_dir():
        return entry
    entry.parent.mkdir(parents=True, exist_ok=True)
    with _locked(entry.with_name(f"{entry.name}.lock")):
        if entry.is_dir():
            return entry
        print(f"{name}: building {entry} …", flush=True)
        started = time.monotonic()
        unfinished = Path(tempfile.mkdtemp(prefix=f".{entry.name}.", dir=entry.parent))
        try:
            make(unfinished)
            unfinished.chmod(0o755)
            unfinished.rename(entry)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
        print(f"{name}: built in {time.monotonic() - started:.0f} s", flush=True)
    return entry


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield

"""The folder of one run: nothing in it is shared with another run.

    <home>/runs/<time>-<random>/    what the run makes
    <home>/latest                   a link to the newest run

A run holds a lock on its folder until it ends. Old folders are removed, never one in use, and never one with
a state that could not be written.
"""

import fcntl
import secrets
import shutil
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Final

from ops.common.private_files import open_private

#: Runs whose folders are kept, however old.
KEPT: Final = 10
# Terraform outlives `ops` when only `ops` is killed, and then no lock shows that it works in the folder.
_KEPT_FOR: Final = timedelta(days=1)
#: Files in the folder of a run that are the only record of something: such a folder is not removed.
NOT_SAVED: Final = ("cdktf.out/stacks/*/errored.tfstate", "rollback/*/errored.tfstate")
_RUNS: Final = "runs"
#: The name of the link to the newest run.
LATEST: Final = "latest"
_LOCK: Final = "run.lock"
_TIME: Final = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, kw_only=True)
class RunFolder:
    """The folder of a run, and the earlier ones, newest first. In use until it is closed or collected."""

    path: Path
    earlier: tuple[Path, ...]
    _lock: BinaryIO = field(repr=False)

    @property
    def home(self) -> Path:
        """The folder of all runs of the environment."""
        return self.path.parents[1]

    def close(self) -> None:
        """Declare the folder unused."""
        self._lock.close()


def new_run(home: Path, *, now: datetime | None = None) -> RunFolder:
    """Make the folder of a new run, point `latest` to it, and remove old folders."""
    now = now or datetime.now(UTC)
    path = home / _RUNS / f"{now:{_TIME}}-{secrets.token_hex(4)}"
    path.mkdir(mode=0o700, parents=True)
    lock = open_private(path / _LOCK)
    fcntl.flock(lock, fcntl.LOCK_EX)
    with suppress(OSError):
        _point_to(path, link=home / LATEST)
    with suppress(OSError):
        _remove_old(path.parent, now=now)
    return RunFolder(path=path, earlier=tuple(run for run in _runs(path.parent) if run != path), _lock=lock)


def _point_to(path: Path, *, link: Path) -> None:
    made = link.with_name(f".{LATEST}-{path.name}")
    made.symlink_to(Path(_RUNS) / path.name)
    made.replace(link)


def _runs(folder: Path) -> list[Path]:
    """Return the folders of all runs, newest first."""
    runs = [run for run in folder.iterdir() if run.is_dir() and not run.name.startswith(".")]
    return sorted(runs, key=lambda run: run.name, reverse=True)


def _remove_old(folder: Path, *, now: datetime) -> None:
    oldest = f"{now - _KEPT_FOR:{_TIME}}"
    for run in _runs(folder)[KEPT:]:
        if run.name < oldest and not any(any(run.glob(pattern)) for pattern in NOT_SAVED):
            with suppress(OSError):
                _remove_unused(run)
    for left in folder.glob(".removed-*"):
        shutil.rmtree(left, ignore_errors=True)


def _remove_unused(run: Path) -> None:
    """Remove a folder that no run uses; raise BlockingIOError for one in use."""
    with open_private(run / _LOCK) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # A removal that is interrupted leaves no folder that looks like a run.
        removed = run.rename(run.with_name(f".removed-{run.name}"))
        shutil.rmtree(removed, ignore_errors=True)

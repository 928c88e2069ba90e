"""The report of a state: figures and times, no values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from azure.storage.blob import ContainerClient

from ops.delivery.releases.state_locks import StateLock, state_locks
from ops.delivery.states.state_file import DamagedStateError, StateFile
from ops.delivery.states.stored import StateVersion, StoredState, read_stored, versions


@dataclass(frozen=True, kw_only=True)
class StateReport:
    """One state. `stored` is None for a stack that has none, `file` for a state that cannot be read."""

    stack: str
    stored: StoredState | None
    file: StateFile | None
    problem: str
    lock: StateLock | None
    versions: Sequence[StateVersion]

    def document(self) -> dict[str, Any]:
        """Return it for `--json`."""
        return {
            "stack": self.stack,
            "serial": self.file.serial if self.file else None,
            "lineage": self.file.lineage if self.file else None,
            "resources": len(self.file.addresses) if self.file else None,
            "size": self.stored.size if self.stored else None,
            "written": self.stored.modified.isoformat() if self.stored else None,
            "problem": self.problem or None,
            "lock": self.lock.holder if self.lock else None,
            "versions": [
                {
                    "id": version.id,
                    "written": version.modified.isoformat(),
                    "size": version.size,
                    "current": version.current,
                }
                for version in self.versions
            ],
        }

    def cells(self, *, lost: bool = False) -> Sequence[str]:
        """Return it as the cells of a row; `lost` is whether a release applied the stack."""
        if self.stored is None:
            written = "lost" if lost else "never"
            return (self.stack, "-", "-", "-", written, self.lock.holder if self.lock else "free")
        lineage = f"{self.file.serial}\n{self.file.lineage}" if self.file else self.problem
        older = [f"{version.modified:%Y-%m-%d %H:%M:%S}  {version.id}" for version in self.versions[:10]]
        return (
            self.stack,
            lineage,
            str(len(self.file.addresses)) if self.file else "?",
            str(self.stored.size),
            "\n".join([f"{self.stored.modified:%Y-%m-%d %H:%M:%S} UTC", *older]),
            self.lock.holder if self.lock else "free",
        )


def report_of(container: ContainerClient, *, environment: str, stack: str) -> StateReport:
    """Return the report of a stack's state. Reads only."""
    stored = read_stored(container, environment=environment, stack=stack)
    file, problem = _parsed(stored)
    locks = state_locks(container, environment=environment)
    return StateReport(
        stack=stack,
        stored=stored,
        file=file,
        problem=problem,
        lock=next((lock for lock in locks if lock.stack == stack), None),
        versions=versions(container, environment=environment, stack=stack),
    )


def _parsed(stored: StoredState | None) -> tuple[StateFile | None, str]:
    if stored is None:
        return None, ""
    try:
        return stored.parsed(), ""
    except DamagedStateError as error:
        return None, error.what

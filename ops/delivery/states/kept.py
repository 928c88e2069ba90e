"""States that their store did not take: files in the folders of runs, and blobs beside the state.

Terraform writes such a state to `errored.tfstate` in the stack's folder. A workflow, whose machine is thrown
away, puts it into the state container, which has the rights and the encryption of the state itself:

    <environment>/errored/<run>-<stack>.tfstate
"""

import socket
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from azure.storage.blob import ContainerClient

from contract.stacks import StackName, state_prefix
from ops.common.run_folder import NOT_SAVED
from ops.delivery.releases.state_locks import StateLock, break_state_lock, state_locks
from ops.delivery.states.push import StateComparison, compare
from ops.delivery.states.state_file import StateFile
from ops.engine.terraform.failures import state_command

_FOLDER: Final = "errored/"
_SET_ASIDE: Final = "set-aside/"
_SUFFIX: Final = ".tfstate"


@dataclass(frozen=True, kw_only=True)
class Origin:
    """The run that could not write a state: its machine, its start, and the time of the file (UTC)."""

    host: str
    since: datetime
    until: datetime

    def held(self, lock: StateLock) -> bool:
        """Return whether a lock of Terraform is the one that this run held and could not release.

        It was taken on the same machine between the start of the run and the file. No other run could take
        it in that time: Terraform held it from the start of the apply until it wrote the file.
        """
        try:
            taken = datetime.fromisoformat(lock.since)
        except ValueError:
            return False
        return lock.who.endswith(f"@{self.host}") and self.since <= taken <= self.until


@dataclass(frozen=True, kw_only=True)
class KeptState:
    """A state that its store did not take. Either `path` or `blob` says where it is."""

    stack: str
    run: str
    file: StateFile
    origin: Origin
    path: Path | None = None
    blob: str = ""
    comparison: StateComparison = field(repr=False)

    @property
    def source(self) -> str:
        """Where it is."""
        return str(self.path) if self.path else self.blob

    @property
    def settled(self) -> bool:
        """Whether nothing is lost without it: the store has it, or a later state with all its resources."""
        stored = self.comparison.stored
        return self.comparison.same or (
            stored is not None
            and stored.lineage == self.file.lineage
            and stored.serial >= self.file.serial
            and not self.comparison.gained
        )

    def remedy(self, *, environment: str) -> str:
        """Return what to do with it, with the command."""
        push = state_command("push", self.stack, environment=environment)
        discard = state_command("discard", self.stack, environment=environment)
        stored = self.comparison.stored
        if self.settled:
            return f"the store has all of it: set it aside with `{discard}`"
        if self.comparison.follows:
            return f"before anything else is deployed, write it: `{push}`"
        if stored and stored.lineage != self.file.lineage:
            return (
                f"it is of another lineage ({self.file.lineage}, in the store {stored.lineage}), and is "
                f"never written: set it aside with `{discard}`, and import what exists with "
                f"`ops recover {self.stack} --environment {environment}`"
            )
        return (
            f"the state was written since then. {self.comparison.losses()} Write it nevertheless with "
            f"`{push} --force`, or set it aside with `{discard}`"
        )


def kept_states(container: ContainerClient, *, environment: str, home: Path | None) -> tuple[KeptState, ...]:
    """Return the states that were not written, oldest first; `home` is the folder of the runs.

    Raises DamagedStateError for one that cannot be read.
    """
    found = [*_in_runs(container, environment, home), *_in_container(container, environment)]
    return tuple(sorted(found, key=lambda kept: kept.origin.until))


def release_own_lock(container: ContainerClient, kept: KeptState, *, environment: str) -> StateLock | None:
    """Break the lock that the run of a kept state could not release; return it. None for no such lock."""
    for lock in state_locks(container, environment=environment):
        if lock.stack == kept.stack and lock.lock_id and kept.origin.held(lock):
            break_state_lock(container, lock, environment=environment)
            return lock
    return None


def remove(container: ContainerClient, kept: KeptState) -> None:
    """Remove a kept state that is in the store now."""
    if kept.path:
        kept.path.unlink(missing_ok=True)
    else:
        container.delete_blob(kept.blob)


def set_aside(container: ContainerClient, kept: KeptState) -> str:
    """Put a kept state where no command looks for it, and return where."""
    if kept.path:
        return str(kept.path.replace(kept.path.with_name(f"{kept.path.name}.set-aside")))
    folder, _, name = kept.blob.rpartition("/")
    target = f"{folder}/{_SET_ASIDE}{name}"
    container.upload_blob(target, kept.file.content, overwrite=True)
    container.delete_blob(kept.blob)
    return target


def put_beside(container: ContainerClient, path: Path, *, environment: str, stack: str, run: str) -> str:
    """Copy the file of a state into the state container, and return the name of the blob."""
    name = f"{state_prefix(environment)}{_FOLDER}{run}-{stack}{_SUFFIX}"
    origin = _local_origin(path, run=run)
    metadata = {
        "stack": stack,
        "run": run,
        "host": origin.host,
        "since": origin.since.isoformat(),
        "until": origin.until.isoformat(),
    }
    container.upload_blob(name, path.read_bytes(), overwrite=True, metadata=metadata)
    return name


def _in_runs(container: ContainerClient, environment: str, home: Path | None) -> Iterator[KeptState]:
    if home is None:
        return
    for path in _files(home):
        relative = path.relative_to(home / "runs")
        # A rollback applies its own copy of the released stack.
        stack = StackName.APP if relative.parts[1] == "rollback" else path.parent.name
        file = StateFile.read(path)
        yield KeptState(
            stack=stack,
            run=relative.parts[0],
            file=file,
            origin=_local_origin(path, run=relative.parts[0]),
            path=path,
            comparison=compare(container, file, environment=environment, stack=stack),
        )


def _files(home: Path) -> Sequence[Path]:
    return [path for pattern in NOT_SAVED for path in sorted(home.glob(f"runs/*/{pattern}"))]


def _local_origin(path: Path, *, run: str) -> Origin:
    started = datetime.strptime(run.partition("-")[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return Origin(host=socket.gethostname(), since=started, until=written)


def _in_container(container: ContainerClient, environment: str) -> Iterator[KeptState]:
    prefix = f"{state_prefix(environment)}{_FOLDER}"
    for blob in container.list_blobs(name_starts_with=prefix, include=["metadata"]):
        facts = {name.lower(): value for name, value in (blob.metadata or {}).items()}
        if blob.name.startswith(prefix + _SET_ASIDE) or "stack" not in facts:
            continue
        content = container.download_blob(blob.name).readall()
        file = StateFile.parse(content, where=f"{container.container_name}/{blob.name}")
        yield KeptState(
            stack=facts["stack"],
            run=facts["run"],
            file=file,
            origin=Origin(
                host=facts["host"],
                since=datetime.fromisoformat(facts["since"]),
                until=datetime.fromisoformat(facts["until"]),
            ),
            blob=blob.name,
            comparison=compare(container, file, environment=environment, stack=facts["stack"]),
        )

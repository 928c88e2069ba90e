"""The states in the state store, as they are there: bytes, time, versions."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.storage.blob import ContainerClient

from contract.stacks import state_key
from ops.common.errors import ExitCode, UserError
from ops.delivery.states.state_file import StateFile

_BAD_VERSION: Final = 400


class NoStateError(UserError):
    """A state, or a version of one, that does not exist."""

    exit_code = ExitCode.USAGE


class VersionsIgnoredError(UserError):
    """A store that does not answer with the version that was asked for."""


@dataclass(frozen=True, kw_only=True)
class StoredState:
    """The blob of a state. Its content can contain secret values: never print it."""

    where: str
    modified: datetime
    content: bytes = field(repr=False)

    @property
    def size(self) -> int:
        """The number of bytes."""
        return len(self.content)

    def parsed(self) -> StateFile:
        """Return the state; raise DamagedStateError."""
        return StateFile.parse(self.content, where=self.where)


@dataclass(frozen=True, kw_only=True)
class StateVersion:
    """An earlier or the current version of a state's blob."""

    id: str
    modified: datetime
    size: int
    current: bool


def read_stored(
    container: ContainerClient, *, environment: str, stack: str, version: str | None = None
) -> StoredState | None:
    """Return the state of a stack, or an earlier version; None when there is none. Takes no lock.

    Raises VersionsIgnoredError where the store answers with another version than the one asked for.
    """
    name = state_key(environment=environment, stack=stack)
    where = f"{container.container_name}/{name}" + (f", version {version}" if version else "")
    try:
        download = container.get_blob_client(name, version_id=version).download_blob()
        content = download.readall()
    except ResourceNotFoundError as error:
        if getattr(error, "error_code", None) == "ContainerNotFound":
            raise
        return None
    except HttpResponseError as error:
        if version and error.status_code == _BAD_VERSION:
            return None
        raise
    answered = download.properties.version_id
    if version and answered != version:
        raise VersionsIgnoredError(
            f"the store answered with {f'version {answered!r}' if answered else 'the current state'} of "
            f"{stack}, not with version '{version}'; nothing was saved",
            where=where,
            remedy="the account keeps no versions, as that of a rehearsal, or ignores them: "
            f"`ops state show {stack} --environment {environment}` lists those that there are",
        )
    return StoredState(where=where, modified=download.properties.last_modified, content=content)


def require_stored(
    container: ContainerClient, *, environment: str, stack: str, version: str | None = None
) -> StoredState:
    """Return what read_stored returns; raise NoStateError for none."""
    found = read_stored(container, environment=environment, stack=stack, version=version)
    if found:
        return found
    what = f"the state of {stack} has no version '{version}'" if version else f"{stack} has no state"
    raise NoStateError(
        f"{what} in '{environment}'",
        where=f"{container.container_name}/{state_key(environment=environment, stack=stack)}",
        remedy=f"ops state show {stack} --environment {environment} lists what there is"
        if version
        else "the stack was never deployed, or its state was deleted: docs/runbooks/recover-state.md",
    )


def versions(container: ContainerClient, *, environment: str, stack: str) -> Sequence[StateVersion]:
    """Return the versions of a state, newest first; none where the account keeps no versions."""
    name = state_key(environment=environment, stack=stack)
    found = [
        StateVersion(
            id=str(blob.version_id),
            modified=blob.last_modified,
            size=blob.size,
            current=bool(blob.is_current_version),
        )
        for blob in container.list_blobs(name_starts_with=name, include=["versions"])
        if blob.name == name and blob.version_id
    ]
    return sorted(found, key=lambda version: version.id, reverse=True)

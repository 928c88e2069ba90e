"""The locks of an environment's states, read from their blobs without Terraform.

Terraform's azurerm backend leases a state's blob and records the holder in the blob's metadata. A lease
without that record was not taken by Terraform, or by a run that ended in between: there is no lock ID to
work with. Source: hashicorp/terraform, internal/backend/remote-state/azure/client.go.
"""

import base64
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Final

from azure.core.exceptions import HttpResponseError
from azure.storage.blob import BlobLeaseClient, BlobProperties, ContainerClient

from contract.stacks import state_key, state_prefix
from ops.common.errors import ExitCode, UserError

_RECORD: Final = "terraformlockid"
_SUFFIX: Final = ".tfstate"
_ANOTHER_LEASE: Final = (
    "LeaseIdMismatchWithBlobOperation",
    "LeaseIdMismatchWithLeaseOperation",
    "LeaseNotPresentWithBlobOperation",
    "LeaseNotPresentWithLeaseOperation",
    "LeaseLost",
)
_NOT_LEASED: Final = "LeaseNotPresentWithLeaseOperation"


@dataclass(frozen=True, kw_only=True)
class StateLock:
    """A leased state. `lock_id` is Terraform's, empty when the lease has no record of Terraform."""

    stack: str
    lock_id: str = ""
    who: str = ""
    since: str = ""
    operation: str = ""

    @property
    def holder(self) -> str:
        """Who holds it, since when, and with which operation of Terraform."""
        if not self.lock_id:
            return "a lease without a lock record"
        return f"{self.who or 'an unknown user'} since {self.since or 'an unknown time'} ({self.operation})"


class StateNotBreakableError(UserError):
    """A state whose lease is not broken: it has a record of Terraform, or there is no lease."""

    exit_code = ExitCode.USAGE


def state_locks(container: ContainerClient, *, environment: str) -> tuple[StateLock, ...]:
    """Return the locks of all states of an environment. Reads only."""
    return tuple(_locks(container, environment=environment))


def break_state_lease(container: ContainerClient, *, environment: str, stack: str) -> None:
    """Break the lease of a state that has no lock record; raise StateNotBreakableError otherwise."""
    name = state_key(environment=environment, stack=stack)
    where = f"{container.container_name}/{name}"
    lock = next(
        (lock for lock in state_locks(container, environment=environment) if lock.stack == stack), None
    )
    if lock is None:
        raise StateNotBreakableError(
            f"the state of {stack} is not leased", where=where, remedy="run ops plan"
        )
    if lock.lock_id:
        raise StateNotBreakableError(
            f"the state of {stack} is locked by {lock.who} since {lock.since} ({lock.operation})",
            where=where,
            remedy=unlock_command(lock, environment=environment),
        )
    try:
        BlobLeaseClient(container.get_blob_client(name)).break_lease(lease_break_period=0)
    except HttpResponseError as error:
        # It ended in the meantime.
        if getattr(error, "error_code", None) != _NOT_LEASED:
            raise


def unlock_command(lock: StateLock, *, environment: str) -> str:
    """Return the command that breaks a lock that Terraform recorded, and its condition."""
    return f"only if that run is dead: ops state unlock {lock.stack} --environment {environment}"


def break_state_lock(container: ContainerClient, lock: StateLock, *, environment: str) -> None:
    """Break a lock that Terraform recorded, if it is still that one; raise StateNotBreakableError otherwise.

    The calls are those of `terraform force-unlock`: the record is removed, then the lease whose id is the
    lock's is released. Terraform itself reads the state first, and refuses for one that is empty or damaged.
    Source: hashicorp/terraform, internal/backend/remote-state/azure/client.go.
    """
    blob = container.get_blob_client(state_key(environment=environment, stack=lock.stack))
    try:
        kept = {
            name: value
            for name, value in (blob.get_blob_properties().metadata or {}).items()
            if name.lower() != _RECORD
        }
        blob.set_blob_metadata(kept, lease=lock.lock_id)
        BlobLeaseClient(blob, lease_id=lock.lock_id).release()
    except HttpResponseError as error:
        if getattr(error, "error_code", None) not in _ANOTHER_LEASE:
            raise
        raise StateNotBreakableError(
            f"the state of {lock.stack} is no longer locked by {lock.holder}",
            where=f"{container.container_name}/{blob.blob_name}",
            remedy=f"see who holds it now: ops state show {lock.stack} --environment {environment}",
        ) from None


def _locks(container: ContainerClient, *, environment: str) -> Iterator[StateLock]:
    prefix = state_prefix(environment)
    for blob in container.list_blobs(name_starts_with=prefix, include=["metadata"]):
        path = PurePosixPath(blob.name.removeprefix(prefix))
        if path.suffix == _SUFFIX and len(path.parts) == 1 and blob.lease.state == "leased":
            yield _lock(path.stem, blob)


def _lock(stack: str, blob: BlobProperties) -> StateLock:
    facts = _record(blob.metadata or {})
    return StateLock(
        stack=stack,
        lock_id=str(facts.get("ID", "")),
        who=str(facts.get("Who", "")),
        since=_seconds(str(facts.get("Created", ""))),
        operation=str(facts.get("Operation", "")).removeprefix("OperationType").lower() or "unknown",
    )


def _seconds(created: str) -> str:
    """Return Terraform's time to the second: `2026-11-28T01:33:54Z`."""
    return re.sub(r"\.\d+", "", created)


def _record(metadata: Mapping[str, str]) -> dict[str, Any]:
    """Return Terraform's record; empty when there is none or it cannot be read."""
    text = next((value for name, value in metadata.items() if name.lower() == _RECORD), "")
    try:
        facts = json.loads(base64.b64decode(text)) if text else {}
    except ValueError:
        return {}
    return facts if isinstance(facts, dict) else {}

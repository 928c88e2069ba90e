"""The locks of an environment's states, read from their blobs without Terraform.

Terraform's azurerm backend leases a state's blob and records the holder in the blob's metadata. A lease
without that record was not taken by Terraform, or by a run that ended in between: `terraform force-unlock`
has no lock ID to work with. Source: hashicorp/terraform, internal/backend/remote-state/azure/client.go.
"""

import base64
import json
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
_NOT_LEASED: Final = "LeaseNotPresentWithLeaseOperation"


@dataclass(frozen=True, kw_only=True)
class StateLock:
    """A leased state. `lock_id` is Terraform's, empty when the lease has no record of Terraform."""

    stack: str
    lock_id: str = ""
    who: str = ""
    since: str = ""


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
            f"the state of {stack} is locked by Terraform: {lock.who} since {lock.since}",
            where=where,
            remedy=force_unlock(lock, environment=environment),
        )
    try:
        BlobLeaseClient(container.get_blob_client(name)).break_lease(lease_break_period=0)
    except HttpResponseError as error:
        # It ended in the meantime.
        if getattr(error, "error_code", None) != _NOT_LEASED:
            raise


def force_unlock(lock: StateLock, *, environment: str) -> str:
    """Return the command that breaks a lock that Terraform recorded."""
    folder = f".ops/{environment}/latest/cdktf.out/stacks/{lock.stack}"
    return (
        f'only if that run is dead: ops plan --environment {environment}; eval "$(ops env --environment '
        f'{environment})"; "$TERRAFORM_BINARY_NAME" -chdir={folder} force-unlock {lock.lock_id}'
    )


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
        since=str(facts.get("Created", "")),
    )


def _record(metadata: Mapping[str, str]) -> dict[str, Any]:
    """Return Terraform's record; empty when there is none or it cannot be read."""
    text = next((value for name, value in metadata.items() if name.lower() == _RECORD), "")
    try:
        facts = json.loads(base64.b64decode(text)) if text else {}
    except ValueError:
        return {}
    return facts if isinstance(facts, dict) else {}

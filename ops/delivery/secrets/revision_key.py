"""The key of the secret revisions: random, created once by `ops bootstrap`, stored in the state container.

Its only use to an attacker is to test guesses against a revision.
"""

import secrets
from typing import Final

from azure.core.exceptions import ResourceExistsError, ResourceNotFoundError
from azure.storage.blob import ContainerClient

from ops.common.errors import UserError

_BLOB: Final = "ops/revision.key"
_BYTES: Final = 32


class NotBootstrappedError(UserError):
    """An environment without the resources of `ops bootstrap`."""


class DamagedKeyError(UserError):
    """A key that is not what `ops bootstrap` wrote."""


def revision_key(container: ContainerClient) -> bytes:
    """Return the key; raise NotBootstrappedError or DamagedKeyError."""
    try:
        key = container.download_blob(_BLOB).readall()
    except ResourceNotFoundError:
        raise NotBootstrappedError(
            "the key of the secret revisions does not exist",
            where=f"container {container.container_name}, blob {_BLOB}",
            remedy="run `ops bootstrap` once, before the first deployment",
        ) from None
    if len(key) != _BYTES:
        raise DamagedKeyError(
            f"the key of the secret revisions is damaged: it has {len(key)} bytes, not {_BYTES}",
            where=f"container {container.container_name}, blob {_BLOB}",
            remedy="restore an earlier version of the blob (docs/runbooks/recover-state.md). Without one, "
            "delete it and run `ops bootstrap`: the next deployment then writes every secret again",
        )
    return key


def ensure_revision_key(container: ContainerClient, *, key: bytes | None = None) -> bool:
    """Create the key if it does not exist; return whether it was created. A rehearsal passes `key`."""
    try:
        container.upload_blob(_BLOB, key or secrets.token_bytes(_BYTES), overwrite=False)
    except ResourceExistsError:
        return False
    return True

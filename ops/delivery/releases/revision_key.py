"""The key of the secrets' revisions: random, made once by `ops bootstrap`, kept in the state container.

Whoever reads it can only test guesses against a revision; it opens nothing by itself.
"""

import secrets
from typing import Final

from azure.core.exceptions import ResourceExistsError, ResourceNotFoundError
from azure.storage.blob import ContainerClient

from ops.common.errors import UserError

_BLOB: Final = "ops/revision.key"
_BYTES: Final = 32


class NotBootstrappedError(UserError):
    """What `ops bootstrap` makes before the first deployment is not there."""


def revision_key(container: ContainerClient) -> bytes:
    """Return the key; raise NotBootstrappedError when there is none."""
    try:
        return container.download_blob(_BLOB).readall()
    except ResourceNotFoundError:
        raise NotBootstrappedError(
            "there is no key for the secrets' revisions",
            where=f"container {container.container_name}, blob {_BLOB}",
            remedy="run `ops bootstrap`, once, before the first deployment",
        ) from None


def ensure_revision_key(container: ContainerClient, *, key: bytes | None = None) -> bool:
    """Make the key unless there is one; say whether it was made. A rehearsal brings its own `key`."""
    try:
        container.upload_blob(_BLOB, key or secrets.token_bytes(_BYTES), overwrite=False)
    except ResourceExistsError:
        return False
    return True

"""The check that no state was cut off or emptied, before Terraform reads it as "nothing exists yet".

The azurerm backend makes an empty blob for the lock of a state that was never written: an empty one is damage
only where something is known to have been applied.
"""

import json
from collections.abc import Sequence

from azure.core.exceptions import ResourceNotFoundError
from azure.storage.blob import ContainerClient

from ops.common.errors import UserError
from ops.delivery.releases.release import Outcome
from ops.delivery.releases.store import ReleaseStore
from ops.engine.synthesis.stacks import Stack


class DamagedStateBlobError(UserError):
    """A state that is cut off, or empty although its stack was applied."""


def require_whole_states(container: ContainerClient, stacks: Sequence[Stack], *, environment: str) -> None:
    """Raise DamagedStateBlobError for the first state that is cut off, or empty and should not be."""
    sizes = {stack.name: _size(container, stack) for stack in stacks}
    if all(sizes.values()):
        return
    applied = _applied(ReleaseStore(container, environment=environment))
    for stack in stacks:
        if sizes[stack.name]:
            continue
        needing = [other.name for other in stacks if stack.name in other.needs and sizes[other.name]]
        if stack.name in applied:
            raise _damaged(container, stack, f"is empty, but release {applied[stack.name]} applied it")
        if needing:
            raise _damaged(container, stack, f"is empty, but {needing[0]}, which needs it, was applied")


def _applied(releases: ReleaseStore) -> dict[str, str]:
    """Return the newest release that passed, by each stack that it applied."""
    found: dict[str, str] = {}
    for release in releases.history():
        if release.outcome is Outcome.PASSED:
            found = dict.fromkeys(release.fingerprints, release.id) | found
    return found


def _size(container: ContainerClient, stack: Stack) -> int:
    """Return the size of a stack's state in bytes; 0 for none."""
    try:
        content = container.download_blob(stack.backend.key).readall()
    except ResourceNotFoundError:
        return 0
    if content:
        try:
            json.loads(content)
        except ValueError as error:
            problem = f"cannot be read ({len(content)} bytes): {error}"
            raise _damaged(container, stack, problem) from error
    return len(content)


def _damaged(container: ContainerClient, stack: Stack, problem: str) -> DamagedStateBlobError:
    return DamagedStateBlobError(
        f"the state of {stack.name} {problem}",
        where=f"{container.container_name}/{stack.backend.key}",
        remedy="nothing was planned or changed. Restore an earlier version: docs/runbooks/recover-state.md",
    )

"""States that wait to be written, as commands that only read tell of them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from azure.storage.blob import ContainerClient

from ops.delivery.deployment.kept_states import KeptStateError, describe
from ops.delivery.releases.state_locks import StateLock, state_locks
from ops.delivery.states.kept import KeptState
from ops.delivery.workspace import Workspace
from ops.engine.terraform.failures import StateLockedError


def unwritten_line(kept: KeptState, *, environment: str) -> str:
    """Return in a line what waits, where, and the command."""
    return f"{describe(kept)}; {kept.source}; {kept.remedy(environment=environment)}"


def held_by_failed_run(kept: Sequence[KeptState], lock: StateLock) -> KeptState | None:
    """Return the state that the holder of a lock could not write; None for the lock of another run."""
    return next((one for one in kept if one.stack == lock.stack and one.origin.held(lock)), None)


@contextmanager
def unwritten_before_locks(
    workspace: Workspace, container: ContainerClient, kept: Sequence[KeptState]
) -> Iterator[None]:
    """Raise KeptStateError in place of the error of a lock that a failed run left beside its state.

    Breaking that lock would leave the state unwritten; `ops state push` does both.
    """
    try:
        yield
    except StateLockedError as error:
        for lock in state_locks(container, environment=workspace.environment):
            left = held_by_failed_run(kept, lock)
            if left and lock.lock_id == error.holder.lock_id:
                raise KeptStateError(
                    f"{describe(left)}; its run left the lock of {lock.holder}; nothing was planned",
                    where=left.source,
                    remedy=left.remedy(environment=workspace.environment),
                ) from error
        raise

"""States that could not be written, before a deployment and after one that failed."""

import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from azure.core.exceptions import AzureError
from azure.storage.blob import ContainerClient

from ops.common.confirmation import confirm
from ops.common.errors import ExitCode, UserError
from ops.common.progress import Steps
from ops.delivery.states.kept import (
    KeptState,
    kept_states,
    put_beside,
    release_own_lock,
    remove,
    set_aside,
)
from ops.delivery.states.push import listed, write_state
from ops.delivery.workspace import Workspace
from ops.engine.terraform.failures import StateNotSavedError, state_command

_WORKFLOW: Final = "GITHUB_ACTIONS"
_RETRY_SECONDS: Final = 300.0
_PAUSE_SECONDS: Final = 10.0


class KeptStateError(UserError):
    """A state that could not be written and waits. Nothing was planned."""

    exit_code = ExitCode.STATE_NOT_SAVED


def waiting(workspace: Workspace, container: ContainerClient) -> tuple[KeptState, ...]:
    """Return the states that were not written and without which something would be lost."""
    home = workspace.run.home if workspace.run else None
    found = kept_states(container, environment=workspace.environment, home=home)
    return tuple(kept for kept in found if not kept.settled)


def describe(kept: KeptState) -> str:
    """Return in a line what waits, since when, and what only it knows."""
    stored = kept.comparison.stored
    only = kept.comparison.gained
    return (
        f"the state of {kept.stack} could not be written on {kept.origin.until:%Y-%m-%d at %H:%M:%S} UTC: "
        f"serial {kept.file.serial}, in the store {stored.serial if stored else 'none'}; "
        + (f"only it knows {len(only)} resources ({listed(only)})" if only else "it has later values")
    )


def require_none_waiting(workspace: Workspace, container: ContainerClient) -> None:
    """Raise KeptStateError while a state that was not written waits; set aside what is settled."""
    home = workspace.run.home if workspace.run else None
    for kept in kept_states(container, environment=workspace.environment, home=home):
        if not kept.settled:
            raise _error(workspace, kept)
        set_aside(container, kept)


def offer_kept_states(
    workspace: Workspace, container: ContainerClient, *, yes: bool, steps: Steps
) -> tuple[KeptState, ...]:
    """Write the states that wait to the store, each after a question; return them.

    `yes` answers for those that follow the state in the store. Raises KeptStateError for the others, and
    where nobody can be asked. Only for the holder of the deployment lock.
    """
    found = waiting(workspace, container)
    for kept in found:
        if not kept.comparison.follows or not (yes or sys.stdin.isatty()):
            raise _error(workspace, kept)
        confirm(
            f"{_sentence(describe(kept))}. Write it to the store now?",
            yes=yes,
            remedy=_command(workspace, kept),
        )
        with steps.step(kept.stack) as step:
            lock = release_own_lock(container, kept, environment=workspace.environment)
            if lock:
                step.warn(f"the lock that the failed run left was broken: {lock.holder}")
            write_state(workspace, workspace.stack(kept.stack), kept.file, force=False)
            remove(container, kept)
            step.result = f"the state of the failed run was written: serial {kept.file.serial}"
    return found


@contextmanager
def kept_beside_the_state(
    workspace: Workspace,
    container: ContainerClient,
    *,
    retry_seconds: float = _RETRY_SECONDS,
    variables: Mapping[str, str] = os.environ,
) -> Iterator[None]:
    """In a workflow, put a state that could not be written into the container as soon as it answers.

    The machine of a workflow is thrown away. Elsewhere the file stays in the folder of the run.
    """
    try:
        yield
    except StateNotSavedError as error:
        if variables.get(_WORKFLOW):
            error.add_note(_put_beside(workspace, container, error, retry_seconds=retry_seconds))
        raise


def _put_beside(
    workspace: Workspace, container: ContainerClient, error: StateNotSavedError, *, retry_seconds: float
) -> str:
    deadline = time.monotonic() + retry_seconds
    while True:
        try:
            name = put_beside(
                container,
                error.kept,
                environment=workspace.environment,
                stack=error.stack,
                run=workspace.folder.name,
            )
        except AzureError as refused:
            if time.monotonic() < deadline:
                time.sleep(min(_PAUSE_SECONDS, retry_seconds))
                continue
            return (
                f"the state could not be put into the state container within {retry_seconds:.0f} s either "
                f"({type(refused).__name__}): it is lost with this machine. Once the store answers: "
                f"ops recover {error.stack} --environment {workspace.environment}"
            )
        push = state_command("push", error.stack, environment=workspace.environment)
        return f"the state is in the state container as {name}: {push} writes it, on any machine"


def _error(workspace: Workspace, kept: KeptState) -> KeptStateError:
    return KeptStateError(
        f"{describe(kept)}; nothing was planned",
        where=kept.source,
        remedy=kept.remedy(environment=workspace.environment),
    )


def _command(workspace: Workspace, kept: KeptState) -> str:
    return state_command("push", kept.stack, environment=workspace.environment)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]

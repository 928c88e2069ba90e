"""The two commits of a review, and the differences between them that a plan cannot show."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ops.clients.git.repository import GitRepository
from ops.common.errors import UserError
from ops.engine.synthesis.stacks import Stack
from rehearsal.commands.review.versions import locked_differently, providers_changed


@dataclass(frozen=True, kw_only=True)
class Sides:
    """The two commits, each checked out in a folder. `edited`: the head has uncommitted changes."""

    base: str
    base_folder: Path
    head: str
    head_folder: Path
    edited: bool


def require_same_backend(before: Sequence[Stack], after: Sequence[Stack]) -> None:
    """Raise UserError for a head with another backend: every resource would be planned as new."""
    places = {stack.name: stack.backend for stack in before}
    for stack in after:
        old = places.get(stack.name, stack.backend)
        if old != stack.backend:
            raise UserError(
                f"the head keeps the state of {stack.name} in {_backend(stack)} instead of "
                f"{old.account}/{old.container}/{old.key}",
                remedy="review the change of the backend by itself: in an empty backend everything is new",
            )


def _backend(stack: Stack) -> str:
    return f"{stack.backend.account}/{stack.backend.container}/{stack.backend.key}"


def version_notes(sides: Sides, before: Sequence[Stack], after: Sequence[Stack]) -> Iterator[str]:
    """Yield the differences of versions and stacks that a plan does not show."""
    locked = locked_differently(sides.base_folder, sides.head_folder)
    if locked:
        yield (
            f"Locked versions differ: {', '.join(locked)}. Both commits were synthesized with the "
            "versions installed here: changes that come with the new versions are not shown."
        )
    providers = providers_changed(before, after)
    if providers:
        yield (
            f"Provider versions differ: {', '.join(providers)}. One simulated provider served both: changes "
            "that come with the upgrade are not shown."
        )
    kept = {stack.name for stack in after}
    for stack in before:
        if stack.name not in kept:
            yield f"The stack `{stack.name}` was removed: no deployment destroys its resources."


def history_notes(
    repository: GitRepository, sides: Sides, *, variables: Mapping[str, str] = os.environ
) -> Iterator[str]:
    """Yield what a reader has to know about the two commits before reading the plan."""
    if sides.edited:
        yield "The working tree was planned, with uncommitted changes."
    if not repository.contains(commit=sides.base, within=sides.head):
        yield (
            "The head does not contain this base: commits that only the base has are shown as reverted. "
            "Merge or rebase to see the change alone."
        )
    if Path(variables.get("ENVIRONMENTS_DIR", "")).is_absolute():
        yield "ENVIRONMENTS_DIR is set: both commits use the environment files of that folder."

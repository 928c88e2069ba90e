"""The two commits of a review, and what about them a plan of one on top of the other cannot show."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ops.clients.git.repository import Repository
from ops.common.errors import UserError
from ops.engine.synthesis.stacks import Stack
from rehearsal.review.versions import locked_differently, providers_changed


class MovedStateError(UserError):
    """The head keeps its states elsewhere; a plan against an empty place would say nothing."""


@dataclass(frozen=True, kw_only=True)
class Sides:
    """The two commits, each checked out in a folder. `edited` is a head with changes of no commit."""

    base: str
    base_folder: Path
    head: str
    head_folder: Path
    edited: bool


def require_same_place(before: Sequence[Stack], after: Sequence[Stack]) -> None:
    """Raise MovedStateError for a head that looks for its states elsewhere: all would be planned as new."""
    places = {stack.name: stack.backend for stack in before}
    for stack in after:
        old = places.get(stack.name, stack.backend)
        if old != stack.backend:
            raise MovedStateError(
                f"the head keeps the state of {stack.name} in {_place(stack)} instead of "
                f"{old.account}/{old.container}/{old.key}",
                remedy="review this move by itself: planned against an empty place, everything is new",
            )


def _place(stack: Stack) -> str:
    return f"{stack.backend.account}/{stack.backend.container}/{stack.backend.key}"


def version_notes(sides: Sides, before: Sequence[Stack], after: Sequence[Stack]) -> Iterator[str]:
    """Yield what differs between the stacks of both sides and cannot be seen in a plan."""
    locked = locked_differently(sides.base_folder, sides.head_folder)
    if locked:
        yield (
            f"Locked versions differ: {', '.join(locked)}. Both commits were synthesized with what is "
            "installed here, so that what the new versions change by themselves is not shown."
        )
    providers = providers_changed(before, after)
    if providers:
        yield (
            f"Provider versions differ: {', '.join(providers)}. Both were played by one stand-in: what an "
            "upgrade changes in its resources is not shown."
        )
    kept = {stack.name for stack in after}
    for stack in before:
        if stack.name not in kept:
            yield f"The stack `{stack.name}` is gone: no deployment destroys what it has made."


def history_notes(
    repository: Repository, sides: Sides, *, variables: Mapping[str, str] = os.environ
) -> Iterator[str]:
    """Yield what a reader has to know about the two commits, before anything is planned."""
    if sides.edited:
        yield "The working tree was planned, with changes that are in no commit."
    if not repository.contains(commit=sides.base, within=sides.head):
        yield (
            "The head was not made on top of this base: what the base has and the head has not is shown as "
            "taken back. Merge or rebase for a comment about the change alone."
        )
    if Path(variables.get("ENVIRONMENTS_DIR", "")).is_absolute():
        yield "ENVIRONMENTS_DIR is set: both commits were read with the environment files of that folder."

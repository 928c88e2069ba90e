"""The counts of a plan, in words."""

from collections.abc import Callable, Mapping

from ops.delivery.planning.changes import Action

#: What a person calls each action, in the order in which a summary names them: the dangerous ones first.
WORDS = {
    Action.REPLACE: "to replace",
    Action.DELETE: "to destroy",
    Action.FORGET: "to forget",
    Action.UPDATE: "to update",
    Action.CREATE: "to create",
    Action.IMPORT: "to import",
    Action.MOVE: "to move",
}


#: The same when it has happened.
PAST = {
    Action.REPLACE: "replaced",
    Action.DELETE: "destroyed",
    Action.FORGET: "forgotten",
    Action.UPDATE: "updated",
    Action.CREATE: "created",
    Action.IMPORT: "imported",
    Action.MOVE: "moved",
}


def counts(count: Callable[[Action], int]) -> str:
    """Return for instance "1 to replace, 3 to create"; "no changes" when there is nothing to count."""
    return _told(count, WORDS)


def done(count: Callable[[Action], int]) -> str:
    """Return for instance "1 replaced, 3 created"; "no changes" when nothing was done."""
    return _told(count, PAST)


def _told(count: Callable[[Action], int], words: Mapping[Action, str]) -> str:
    told = [f"{count(action)} {word}" for action, word in words.items() if count(action)]
    return ", ".join(told) or "no changes"

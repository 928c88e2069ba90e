"""The counts of a plan, in words."""

from collections.abc import Callable

from ops.plan.changes import Action

#: What a person calls each action, in the order in which a summary names them: the dangerous ones first.
WORDS = {
    Action.REPLACE: "to replace",
    Action.DELETE: "to destroy",
    Action.FORGET: "to forget",
    Action.CREATE: "to create",
    Action.UPDATE: "to update",
    Action.IMPORT: "to import",
    Action.MOVE: "to move",
}


def counts(count: Callable[[Action], int]) -> str:
    """Return for instance "1 to replace, 3 to create"; "no changes" when there is nothing to count."""
    told = [f"{count(action)} {words}" for action, words in WORDS.items() if count(action)]
    return ", ".join(told) or "no changes"

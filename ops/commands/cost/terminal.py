"""Renewed prices for a person at a terminal."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from ops.commands.cost.renew import Renewal


def renewal_view(renewals: Sequence[Renewal]) -> RenderableType:
    """Return the prices that are new, then those that were kept and why."""
    moved = [each for each in renewals if not each.problem and each.before != each.after]
    lines = [
        Text(
            f"{each.key}: {each.before:g} → {each.after:g}",
            style="red" if each.after > each.before else "green",
        )
        for each in moved
    ]
    kept = [
        Text(f"{each.key}: kept at {each.before:g}, because {each.problem}", style="yellow")
        for each in renewals
        if each.problem
    ]
    same = sum(not each.problem for each in renewals) - len(moved)
    return Group(*lines, Text(f"{same} prices are as they were"), *kept)

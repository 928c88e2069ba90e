"""Drift for a terminal and for an issue."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from ops.commands.drift.report import DriftReport, StackDrift
from ops.delivery.planning.text import change_lines


def drift_view(report: DriftReport) -> RenderableType:
    """Return what a person at a terminal reads: the drift by stack, then the rules that match nothing."""
    return Group(*_terminal(report))


def drift_issue(stack: StackDrift, *, environment: str) -> str:
    """Return the text of the issue about one stack's drift, in Markdown."""
    lines = [line for change in stack.found for line in change_lines(change)]
    return "\n".join(
        [
            f"`{stack.stack}` of `{environment}` is no longer what was applied: {stack.summary}.",
            "",
            "```diff",
            *lines,
            "```",
            "",
            "`-` and the left side is what was applied, the right side what exists now. "
            f"To put it back: `ops deploy {stack.stack} --environment {environment}`. "
            "To keep it: change the code, or add a rule with a reason to `drift-ignore.yaml`.",
            "",
        ]
    )


def _terminal(report: DriftReport) -> Iterator[Text]:
    for stack in report.stacks:
        ignored = f", {stack.ignored} ignored by rules" if stack.ignored else ""
        if not stack.found:
            yield Text(f"{stack.stack}: no drift{ignored}", style="green")
            continue
        yield Text(f"{stack.stack}: {stack.summary}{ignored}", style="bold red")
        for change in stack.found:
            for line in change_lines(change):
                yield Text(f"  {line}")
    for unseen in report.unseen:
        yield Text(f"{unseen.name}: could not be looked at", style="bold red")
        for line in unseen.reason.splitlines():
            yield Text(f"  {line}")
    for rule in report.unused:
        yield Text(
            f"this rule matches nothing any more; remove it: {rule.address} {rule.attribute}", style="yellow"
        )

"""Drift for a terminal and for an issue."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from ops.commands.drift.report import DriftReport, StackDrift
from ops.common.markdown_text import code_fence
from ops.delivery.planning.plan_format import Project
from ops.delivery.planning.text import change_lines, code, masked_notice, short
from ops.engine.terraform.product import TERRAFORM, Product
from ops.engine.terraform.redaction import MASK


def drift_view(report: DriftReport) -> RenderableType:
    """Return what a person at a terminal reads: the drift by stack, then the rules that match nothing."""
    return Group(*_terminal(report))


def drift_issue(
    stack: StackDrift,
    *,
    environment: str,
    project: Project = Project.THIS,
    product: Product = TERRAFORM,
) -> str:
    """Return the text of the issue about one stack's drift, in Markdown of any length."""
    lines = [line for change in stack.found for line in change_lines(change)]
    fence = code_fence(lines)
    name = code(short(environment))
    return "\n".join(
        [
            f"{code(stack.stack)} of {name} is no longer what was applied: {stack.summary}.",
            "",
            f"{fence}diff",
            *lines,
            fence,
            "",
            *([masked_notice(stack.masked).replace(MASK, f"`{MASK}`"), ""] if stack.masked else []),
            "`-` and the left side is what was applied, the right side what exists now. "
            f"To put it back: {_apply(stack.stack, environment, project, product)}. "
            "To keep it: change the code, or add a rule with a reason to `drift-ignore.yaml`.",
            "",
        ]
    )


def _apply(stack: str, environment: str, project: Project, product: Product) -> str:
    """Return the command that applies what the code says."""
    if project is Project.THIS:
        return f"`ops deploy {stack} --environment {environment}`"
    return f"`{product.command} apply`, in the project of this plan"


def _terminal(report: DriftReport) -> Iterator[Text]:
    for stack in report.stacks:
        yield from _stack(stack)
    for unseen in report.unseen:
        yield Text(f"{unseen.name}: could not be checked", style="bold red")
        for line in unseen.reason.splitlines():
            yield Text(f"  {line}")
    for rule in report.unused:
        yield Text(
            f"this rule matches nothing any more; remove it: {rule.address} {rule.attribute}", style="yellow"
        )


def _stack(stack: StackDrift) -> Iterator[Text]:
    ignored = f", {stack.ignored} ignored by rules" if stack.ignored else ""
    if not stack.found:
        yield Text(f"{stack.stack}: no drift{ignored}", style="green")
        return
    yield Text(f"{stack.stack}: {stack.summary}{ignored}", style="bold red")
    for change in stack.found:
        for line in change_lines(change):
            yield Text(f"  {line}")
    if stack.masked:
        yield Text(f"  {masked_notice(stack.masked)}", style="dim")

"""The plan of an environment as one pull-request comment.

GitHub takes at most 65,536 characters; what is longer is cut between lines, with every fence and every
section closed. The first line is a hidden header by which the comment is found again and updated in place.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Final

from ops.cost.markdown import change_section
from ops.plan.changes import ResourceChange
from ops.plan.lines import change_lines
from ops.plan.report import PlannedStack, PlanReport, UnplannedStack
from ops.plan.wording import counts

LIMIT: Final = 65_536
_MOST_NAMED: Final = 20
# Room for the line that says how much was cut, in each section.
_CUT_NOTICE: Final = 120


def header(environment: str) -> str:
    """Return the hidden line that identifies the plan comment of an environment."""
    identity = json.dumps({"kind": "plan", "environment": environment}, sort_keys=True)
    return f"<!-- hackathon-todo-deployment {identity} -->"


def plan_comment(report: PlanReport, *, limit: int = LIMIT) -> str:
    """Return the comment's whole text, at most `limit` characters long."""
    title = f"Plan for `{report.environment}` at `{report.commit[:12]}`"
    if report.empty:
        return f"{header(report.environment)}\n{title}: no changes.\n{_fingerprints(report)}"
    head = "\n".join([header(report.environment), f"### {title}", "", *_summary(report), ""])
    return head + _sections(report.stacks, room=limit - len(head))


def _summary(report: PlanReport) -> Iterator[str]:
    yield f"**{counts(report.count)}**"
    yield ""
    yield from _alarm(report)
    yield "| stack | what would happen | changed outside | fingerprint |"
    yield "| --- | --- | --- | --- |"
    for stack in report.stacks:
        if isinstance(stack, UnplannedStack):
            yield f"| `{stack.name}` | cannot be planned yet | | |"
        else:
            outside = len(stack.changes.outside) or ""
            yield (
                f"| `{stack.name}` | {_stack_counts(stack)} | {outside} | <code>{stack.fingerprint}</code> |"
            )
    if report.cost:
        yield ""
        yield from change_section(report.cost, without=[stack.name for stack in report.unplanned])


def _alarm(report: PlanReport) -> Iterator[str]:
    destroyed = [change for stack in report.planned for change in stack.changes.destructive]
    if not destroyed:
        return
    yield "> [!CAUTION]"
    yield f"> **{len(destroyed)} of what exists would be taken away:**"
    for change in destroyed[:_MOST_NAMED]:
        yield f"> - {change.action} `{change.address}`{_because(change)}"
    if len(destroyed) > _MOST_NAMED:
        yield f"> - and {len(destroyed) - _MOST_NAMED} more, below"
    yield ""


def _because(change: ResourceChange) -> str:
    return f" because of `{'`, `'.join(change.replaced_for)}`" if change.replaced_for else ""


def _stack_counts(stack: PlannedStack) -> str:
    if stack.changes.outputs and not stack.changes.planned:
        return f"outputs: {', '.join(f'`{name}`' for name in stack.changes.outputs)}"
    return counts(stack.changes.count)


def _fingerprints(report: PlanReport) -> str:
    listed = ", ".join(f"{name} <code>{value}</code>" for name, value in report.fingerprints.items())
    return f"Fingerprints: {listed}\n"


def _sections(stacks: Sequence[PlannedStack | UnplannedStack], *, room: int) -> str:
    """Return the stacks' sections; each may take an equal share of what is left when its turn comes."""
    told = [stack for stack in stacks if isinstance(stack, UnplannedStack) or _has_section(stack)]
    text = ""
    for index, stack in enumerate(told):
        share = (room - len(text)) // (len(told) - index)
        text += _section(stack, room=share)
    return text


def _has_section(stack: PlannedStack) -> bool:
    return not stack.changes.empty or bool(stack.changes.outside)


def _section(stack: PlannedStack | UnplannedStack, *, room: int) -> str:
    if isinstance(stack, UnplannedStack):
        return _folded(f"<b>{stack.name}</b>: cannot be planned yet", stack.reason.splitlines(), room=room)
    text = _folded(
        f"<b>{stack.name}</b>: {_stack_counts(stack)}", _diff_lines(stack.changes.planned), room=room
    )
    if stack.changes.outside:
        text += _folded(
            f"<b>{stack.name}</b>: changed outside Terraform ({len(stack.changes.outside)})",
            _diff_lines(stack.changes.outside),
            room=room - len(text),
        )
    return text


def _diff_lines(changes: Sequence[ResourceChange]) -> list[str]:
    return [line for change in changes for line in change_lines(change)]


def _folded(title: str, lines: Sequence[str], *, room: int) -> str:
    """Return a collapsed section with as many whole lines as fit; nothing when not even its frame fits."""
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", "\n".join(lines))), default=0))
    opening, closing = f"<details><summary>{title}</summary>\n\n{fence}diff\n", f"{fence}\n\n</details>\n\n"
    left = room - len(opening) - len(closing) - _CUT_NOTICE
    if not lines or left < 0:
        return ""
    kept: list[str] = []
    for line in lines:
        left -= len(line) + 1
        if left < 0:
            break
        kept.append(line)
    if len(kept) < len(lines):
        kept.append(f"  … {len(lines) - len(kept)} more lines: see the plan in the workflow's artifacts")
    return opening + "".join(f"{line}\n" for line in kept) + closing

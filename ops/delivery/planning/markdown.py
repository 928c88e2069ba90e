"""The plan of an environment as one pull-request comment.

GitHub accepts at most 65,536 characters. A longer comment is cut between lines, with every fence and section
closed. The first line is a hidden header: by it the comment is found and updated in place, and it carries the
fingerprints to the deployment (docs/decisions/0050-reviewed-fingerprints.md).
"""

from collections.abc import Iterator, Sequence
from typing import Final

from ops.common.hidden_header import hidden_header
from ops.common.markdown_text import LIMIT, code_fence, fitted
from ops.common.visible_text import visible
from ops.delivery.cost.markdown import change_section
from ops.delivery.planning.changes import Action, ResourceChange
from ops.delivery.planning.report import PlannedStack, PlanReport, Rehearsed, UnplannedStack
from ops.delivery.planning.text import (
    UNKNOWN_KEYS,
    change_lines,
    circumstances,
    code,
    counts,
    ignored_line,
    masked_notice,
    short,
)
from ops.engine.terraform.product import Product
from ops.engine.terraform.redaction import MASK

_MOST_NAMED: Final = 20
_LONGEST_WARNING: Final = 300
# An escape has up to twelve characters.
_LONGEST_NAME: Final = 100
# Longer sections are collapsed.
_MOST_LINES_UNFOLDED: Final = 20
# Characters reserved in each section for the line about what was cut.
_CUT_NOTICE: Final = 120
# Characters reserved for title, fences and that line.
_FRAME: Final = 300


def header(report: PlanReport, *, limit: int = LIMIT) -> str:
    """Return the hidden line that identifies the comment and carries commit and fingerprints.

    A rehearsal is a comment of another kind without fingerprints: it is never mistaken for a review. Nor are
    plans of so many files that their fingerprints would fill the comment.
    """
    facts = {
        "kind": "rehearsal" if report.rehearsed else "plan",
        "environment": report.environment[:_LONGEST_NAME],
        "commit": report.commit,
    }
    whole = hidden_header(**facts, fingerprints=report.fingerprints)
    return whole if len(whole) <= limit // 4 else hidden_header(**facts, fingerprints={})


def plan_comment(report: PlanReport, *, limit: int = LIMIT) -> str:
    """Return the text of the comment, at most `limit` characters, whatever the plan contains."""
    return fitted(_comment(report, limit=limit), limit=limit)


def _comment(report: PlanReport, *, limit: int) -> str:
    if report.empty:
        noted = [*_notices(report), *_warnings(report)]
        warnings = "".join(f"{line}\n" for line in ["", *noted]) if noted else ""
        return f"{header(report, limit=limit)}\n{_unchanged(report)}{warnings}"
    opening = _origin(report, report.rehearsed) if report.rehearsed else [f"### {_title(report)}", ""]
    text = "\n".join([header(report, limit=limit), *opening, *_summary(report), "", ""])
    text += _refusal(report, room=limit - len(text))
    return text + _sections(report, room=limit - len(text))


def _title(report: PlanReport) -> str:
    kind = "Rehearsal" if report.rehearsed else "Plan"
    return f"{kind} for {code(report.environment[:_LONGEST_NAME])} at `{report.commit[:12]}`"


def _unchanged(report: PlanReport) -> str:
    rehearsed = report.rehearsed
    if rehearsed is None:
        return f"{_title(report)}: no changes.\n{_fingerprints(report)}{_ignored(report)}"
    line = f"{_title(report)}: no changes on top of `{rehearsed.base[:12]}`, in a simulated cloud."
    return "".join(f"{text}\n" for text in (line, *_notes(rehearsed))) + _ignored(report)


def _ignored(report: PlanReport) -> str:
    """Return the settings without effect beside a plan without changes, as a section."""
    lines = [ignored_line(setting) for stack in report.planned for setting in stack.changes.without_effect]
    return _folded("settings without effect", lines, room=LIMIT // 2)


def _origin(report: PlanReport, rehearsed: Rehearsed) -> Iterator[str]:
    """Yield title, base, notes and what was refused, of a rehearsed plan."""
    yield f"### {_title(report)}"
    yield ""
    yield (
        f"Planned without credentials, in a simulated cloud where `{rehearsed.base[:12]}` stands. "
        "This is no review: what is deployed is reviewed by a plan against the real state."
    )
    yield ""
    if rehearsed.notes:
        yield from _notes(rehearsed)
        yield ""
    if rehearsed.refusal:
        yield "> [!CAUTION]"
        yield f"> **The rehearsal refused `{rehearsed.refusal.stack}`:** its reason is below."
        yield ""


def _notes(rehearsed: Rehearsed) -> Iterator[str]:
    for note in rehearsed.notes:
        yield f"- {note}"


def _refusal(report: PlanReport, *, room: int) -> str:
    """Return why the simulated cloud refused to apply a plan; empty when it refused none."""
    refusal = report.rehearsed.refusal if report.rehearsed else None
    if refusal is None:
        return ""
    return _folded(
        f"<b>{refusal.stack}</b>: what refused it", visible(refusal.reason).splitlines(), room=room
    )


def _summary(report: PlanReport) -> Iterator[str]:
    yield f"**{counts(report.count)}**"
    yield ""
    yield from _alarm(report)
    yield from _notices(report)
    yield from _warnings(report)
    # A simulated cloud has no changes from outside, and no deployment compares its fingerprints.
    more = "" if report.rehearsed else " changed outside | fingerprint |"
    yield f"| stack | what would happen |{more}"
    yield "| --- | --- |" if report.rehearsed else "| --- | --- | --- | --- |"
    for stack in report.stacks:
        if report.rehearsed:
            yield f"| `{stack.name}` | {_outcome(stack)} |"
        elif isinstance(stack, UnplannedStack):
            yield f"| `{stack.name}` | {_outcome(stack)} | | |"
        else:
            outside = len(stack.changes.outside) or ""
            yield (
                f"| `{stack.name}` | {_stack_counts(stack)} | {outside} | <code>{stack.fingerprint}</code> |"
            )
    if report.masked:
        yield ""
        yield masked_notice(report.masked).replace(MASK, f"`{MASK}`")
    if report.cost:
        yield ""
        yield from change_section(report.cost, without=[stack.name for stack in report.unplanned])


def _outcome(stack: PlannedStack | UnplannedStack) -> str:
    return "cannot be planned yet" if isinstance(stack, UnplannedStack) else _stack_counts(stack)


def _alarm(report: PlanReport) -> Iterator[str]:
    destroyed = report.destructive
    if not destroyed:
        return
    yield "> [!CAUTION]"
    yield f"> **{len(destroyed)} of what exists would be taken away:**"
    for change in destroyed[:_MOST_NAMED]:
        yield f"> - {change.action} {_named(change.address)}{circumstances(change, quoted=_named)}"
    if len(destroyed) > _MOST_NAMED:
        yield f"> - and {len(destroyed) - _MOST_NAMED} more, below"
    for loss in report.data_loss:
        yield f"> - **data lost:** {_named(loss)}"
    yield ""


def _notices(report: PlanReport) -> Iterator[str]:
    """Yield what is about the environment, not about this change."""
    if not report.notices:
        return
    yield "> [!WARNING]"
    for notice in report.notices:
        yield f"> - {visible(notice)}"
    yield ""


def _warnings(report: PlanReport) -> Iterator[str]:
    """Yield the first line of each of the engine's warnings, then what `ops` does not know of the plan."""
    first = [warning.splitlines()[0] for warning in report.warnings]
    yield from _warning(f"{report.product.name} warns:", first)
    yield from _warning(UNKNOWN_KEYS, report.unknown_keys)


def _warning(title: str, lines: Sequence[str]) -> Iterator[str]:
    if not lines:
        return
    yield "> [!WARNING]"
    yield f"> **{title}**"
    for line in lines[:_MOST_NAMED]:
        yield f"> - `{_in_code(line)}`"
    if len(lines) > _MOST_NAMED:
        yield f"> - and {len(lines) - _MOST_NAMED} more: see the log"
    yield ""


def _named(text: str) -> str:
    """Return a name as code, cut to a length of which the comment has room for many."""
    return code(short(text))


def _in_cell(name: str) -> str:
    """Return a name as code in a cell of a table, where a vertical bar ends the cell."""
    return _in_code(name).replace("|", r"\|")


def _in_code(text: str) -> str:
    return text.replace("`", "'")[:_LONGEST_WARNING]


def _stack_counts(stack: PlannedStack) -> str:
    if stack.changes.outputs and not stack.changes.planned:
        return f"outputs: {', '.join(f'`{_in_cell(name)}`' for name in stack.changes.outputs)}"
    return counts(stack.changes.count)


def _fingerprints(report: PlanReport) -> str:
    listed = ", ".join(f"{name} <code>{value}</code>" for name, value in report.fingerprints.items())
    return f"Fingerprints: {listed}\n"


def _sections(report: PlanReport, *, room: int) -> str:
    """Return the sections of the stacks; each gets an equal share of the remaining room."""
    shown = [stack for stack in report.stacks if isinstance(stack, UnplannedStack) or _has_section(stack)]
    text = ""
    for index, stack in enumerate(shown):
        share = (room - len(text)) // (len(shown) - index)
        text += _section(stack, product=report.product, room=share)
    return text


def _has_section(stack: PlannedStack) -> bool:
    return not stack.changes.empty or bool(stack.changes.outside or stack.changes.without_effect)


def _section(stack: PlannedStack | UnplannedStack, *, product: Product, room: int) -> str:
    if isinstance(stack, UnplannedStack):
        return _folded(
            f"<b>{stack.name}</b>: cannot be planned yet", visible(stack.reason).splitlines(), room=room
        )
    text = _folded(
        f"<b>{stack.name}</b>: {_stack_counts(stack)}",
        _planned_lines(stack, room=room - _FRAME),
        room=room,
    )
    if stack.changes.outside:
        text += _folded(
            f"<b>{stack.name}</b>: changed outside {product.name} ({len(stack.changes.outside)})",
            _diff_lines(stack.changes.outside),
            room=room - len(text),
        )
    return text


def _planned_lines(stack: PlannedStack, *, room: int) -> list[str]:
    """Return the planned changes; when they do not fit, new resources by name only."""
    changes, outputs = stack.changes.planned, _output_lines(stack)
    whole = [*_diff_lines(changes), *outputs]
    if sum(len(line) + 1 for line in whole) <= room:
        return whole
    new = [next(change_lines(change)) for change in changes if change.action is Action.CREATE]
    existing = _diff_lines([change for change in changes if change.action is not Action.CREATE])
    return [*existing, *new, *outputs, *(["  … what is new is named only"] if new else [])]


def _output_lines(stack: PlannedStack) -> list[str]:
    """Return the outputs that change beside resources, for later stacks, and the settings without effect."""
    changes = stack.changes
    outputs = [f"! outputs: {', '.join(changes.outputs)}"] if changes.planned and changes.outputs else []
    return [*outputs, *(ignored_line(setting) for setting in changes.without_effect)]


def _diff_lines(changes: Sequence[ResourceChange]) -> list[str]:
    return [line for change in changes for line in change_lines(change)]


def _folded(title: str, lines: Sequence[str], *, room: int) -> str:
    """Return a section with as many whole lines as fit; empty when its frame does not fit.

    A long section is collapsed.
    """
    fence = code_fence(lines)
    folding = "details open" if len(lines) <= _MOST_LINES_UNFOLDED else "details"
    opening = f"<{folding}><summary>{title}</summary>\n\n{fence}diff\n"
    closing = f"{fence}\n\n</details>\n\n"
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

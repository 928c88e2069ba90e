"""What a comment says of a plan that was only rehearsed: on top of what, and what that does not tell."""

from collections.abc import Iterator

from ops.delivery.planning.report import PlanReport, Rehearsed


def unchanged(report: PlanReport, rehearsed: Rehearsed) -> str:
    """Return the comment of a change that changes nothing: one line, and a line for each note."""
    line = f"{_title(report)}: no changes on top of `{rehearsed.base[:12]}`, in a simulated cloud."
    return "".join(f"{text}\n" for text in (line, *_notes(rehearsed)))


def about(report: PlanReport, rehearsed: Rehearsed) -> Iterator[str]:
    """Yield title, origin, notes and, first of all to the eye, what was refused."""
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


def _title(report: PlanReport) -> str:
    return f"Rehearsal for `{report.environment}` at `{report.commit[:12]}`"


def _notes(rehearsed: Rehearsed) -> Iterator[str]:
    for note in rehearsed.notes:
        yield f"- {note}"

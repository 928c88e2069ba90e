"""A rehearsal as one HTML file, to attach: what it took, what it made, and its outputs that are no secret."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from ops.common.html_page import html_page, html_table, shown
from ops.common.progress import Step
from rehearsal.session.report import RehearsalReport


def rehearsal_page(report: RehearsalReport, steps: Sequence[Step], *, commit: str, at: datetime) -> str:
    """Return the page of a rehearsal that passed at this time; `commit` is what was rehearsed."""
    title = f"Rehearsal of {report.environment} at {commit[:12]}"
    return html_page(title, _parts(report, steps, title=title, at=at))


def _parts(report: RehearsalReport, steps: Sequence[Step], *, title: str, at: datetime) -> Iterator[str]:
    seconds = sum(step.seconds for step in steps)
    yield f"<h1>{shown(title)}</h1>"
    yield (
        f"<p>{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC, {seconds:.0f} s. Real engine and state store, "
        "simulated cloud. Everything is applied, and a plan of all stacks is empty.</p>"
    )
    yield from html_table(
        "Steps",
        ("Step", "Result", "Seconds"),
        ((step.name, "\n".join([step.result, *step.warnings]), f"{step.seconds:.1f}") for step in steps),
    )
    yield from html_table(
        "Resources",
        ("Stack", "Type", "Number"),
        (
            (stack.name, kind, str(count))
            for stack in report.stacks
            for kind, count in sorted(stack.resources.items())
        ),
    )
    yield from html_table(
        "Outputs that are not sensitive",
        ("Output", "Value"),
        (
            (f"{stack.name}.{name}", value if isinstance(value, str) else json.dumps(value))
            for stack in report.stacks
            for name, value in sorted(stack.outputs.items())
        ),
    )

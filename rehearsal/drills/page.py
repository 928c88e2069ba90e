"""The report of drills as one HTML file."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from ops.common.html_page import html_page, html_table, shown
from rehearsal.drills.drill import Drill
from rehearsal.drills.results import DrillResult


def runs_in_words(number: int) -> str:
    """Return "1 run" or "2 runs"."""
    return f"{number} {'run' if number == 1 else 'runs'}"


def report_page(
    results: Sequence[DrillResult], *, asked: int, drills: Mapping[str, Drill], seed: int, at: datetime
) -> str:
    """Return the page; `asked` is the number of runs that were asked for."""
    failed = [result for result in results if not result.passed]
    runs = runs_in_words(asked)
    if len(results) != asked:
        runs = f"{len(results)} of {runs}"
    summary = f"{runs}, {len(failed)} failed, first seed {seed}"
    return html_page(
        f"Drills: {summary}",
        [
            f"<h1>Drills</h1>\n<p>{summary}. {at.astimezone(UTC):%Y-%m-%d %H:%M} UTC.</p>",
            *_table(results),
            "<h2>Failed runs</h2>" if failed else "",
            *(part for result in failed for part in _failure(result)),
            "<h2>Drills and what they do</h2>\n<dl>",
            *(
                f"<dt>{shown(name)}</dt><dd>{shown(drills[name].does)} "
                f"Afterwards: {shown(drills[name].holds)}</dd>"
                for name in sorted({result.name for result in results})
            ),
            "</dl>",
        ],
    )


def _table(results: Sequence[DrillResult]) -> Iterator[str]:
    yield from html_table(
        "Each run",
        ("Drill", "Result", "Seed", "Moment", "Engine", "Seconds", "Checks", "Commands"),
        (
            (
                result.name,
                "passed" if result.passed else "failed",
                str(result.seed),
                result.moment,
                result.engine,
                f"{result.seconds:.1f}",
                str(len(result.checks)),
                str(len(result.commands)),
            )
            for result in results
        ),
        failed=(not result.passed for result in results),
    )


def _failure(result: DrillResult) -> Iterator[str]:
    yield f"<h3>{shown(result.name)}, seed {result.seed}</h3>\n<ul>"
    for check in result.broken:
        yield f"<li>{shown(check.what)}<pre>{shown(check.detail)}</pre></li>"
    yield "</ul>\n<p>Its commands:</p>\n<ol>"
    for run in result.commands:
        yield f"<li><code>{shown(run.line)}</code>: exit code {run.code}, {run.seconds:.1f} s</li>"
    yield "</ol>"

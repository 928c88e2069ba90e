"""The report of drills as one HTML file: no script, nothing loaded, readable by a screen reader."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from typing import Final

from rehearsal.drills.drill import Drill
from rehearsal.drills.results import DrillResult

_STYLE: Final = """
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; font-weight: bold; padding: .5rem 0; }
th, td { border: 1px solid #767676; padding: .3rem .6rem; text-align: left; vertical-align: top; }
.failed { background: #fde7e9; color: #1b1b1b; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; }
"""


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
    return "\n".join(
        [
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>Drills: {summary}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>",
            f"<h1>Drills</h1>\n<p>{summary}. {at.astimezone(UTC):%Y-%m-%d %H:%M} UTC.</p>",
            *_table(results),
            "<h2>Failed runs</h2>" if failed else "",
            *(part for result in failed for part in _failure(result)),
            "<h2>Drills and what they do</h2>\n<dl>",
            *(
                f"<dt>{escape(name)}</dt><dd>{escape(drills[name].does)} "
                f"Afterwards: {escape(drills[name].holds)}</dd>"
                for name in sorted({result.name for result in results})
            ),
            "</dl>\n</main>\n</body>\n</html>\n",
        ]
    )


def _table(results: Sequence[DrillResult]) -> Iterator[str]:
    yield "<table>\n<caption>Each run</caption>\n<thead><tr>"
    for column in ("Drill", "Result", "Seed", "Moment", "Engine", "Seconds", "Checks", "Commands"):
        yield f'<th scope="col">{column}</th>'
    yield "</tr></thead>\n<tbody>"
    for result in results:
        shown = "passed" if result.passed else "failed"
        cells = (
            shown,
            str(result.seed),
            result.moment,
            result.engine,
            f"{result.seconds:.1f}",
            str(len(result.checks)),
            str(len(result.commands)),
        )
        yield f'<tr class="{shown}"><th scope="row">{escape(result.name)}</th>'
        yield "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
    yield "</tbody>\n</table>"


def _failure(result: DrillResult) -> Iterator[str]:
    yield f"<h3>{escape(result.name)}, seed {result.seed}</h3>\n<ul>"
    for check in result.broken:
        yield f"<li>{escape(check.what)}<pre>{escape(check.detail)}</pre></li>"
    yield "</ul>\n<p>Its commands:</p>\n<ol>"
    for run in result.commands:
        yield f"<li><code>{escape(run.line)}</code>: exit code {run.code}, {run.seconds:.1f} s</li>"
    yield "</ol>"

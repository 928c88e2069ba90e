"""An HTML page as one file: no script, nothing loaded, readable by a screen reader.

Every text is data: markup is escaped, and characters that hide or turn text are shown.
"""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Final

from ops.common.text_file import write_for_option
from ops.common.visible_text import visible

_STYLE: Final = """
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; font-weight: bold; padding: .5rem 0; }
th, td { border: 1px solid #767676; padding: .3rem .6rem; text-align: left; vertical-align: top; }
td { overflow-wrap: anywhere; }
.failed { background: #fde7e9; color: #1b1b1b; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; }
"""


def shown(text: str) -> str:
    """Return a text as HTML."""
    return escape(visible(text))


def html_page(title: str, parts: Iterable[str]) -> str:
    """Return a page with this title, which is text; `parts` are HTML."""
    return "\n".join(
        [
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{shown(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>",
            *parts,
            "</main>\n</body>\n</html>\n",
        ]
    )


def html_table(
    caption: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    failed: Iterable[bool] | None = None,
) -> Iterator[str]:
    """Yield a table of texts; the first cell of a row is its heading. `failed` marks rows."""
    yield f"<table>\n<caption>{shown(caption)}</caption>\n<thead><tr>"
    yield from (f'<th scope="col">{shown(column)}</th>' for column in columns)
    yield "</tr></thead>\n<tbody>"
    marks = iter(failed or ())
    for first, *others in rows:
        opening = '<tr class="failed">' if next(marks, False) else "<tr>"
        yield f'{opening}<th scope="row">{shown(first)}</th>'
        yield "".join(f"<td>{shown(cell)}</td>" for cell in others) + "</tr>"
    yield "</tbody>\n</table>"


def write_page(file: Path, text: str) -> None:
    """Write the file of --report, and its folder where it is missing. Raises OptionFileError."""
    write_for_option(file, text, what="report", option="--report")

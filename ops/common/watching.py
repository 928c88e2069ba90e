"""Showing something again and again, until Ctrl-C."""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Final, NoReturn

import typer
from rich.console import Console

from ops.common.errors import ExitCode
from ops.common.options import OptionConflictError

#: Seconds between two readings.
WATCH_SECONDS: Final = 10.0

Watch = Annotated[
    bool, typer.Option("--watch", "-w", help="Show it again every 10 s, until Ctrl-C; then exit code 130.")
]


def refuse_json_beside_watch(*, as_json: bool) -> None:
    """Raise OptionConflictError for --json beside --watch: a document has an end."""
    if as_json:
        raise OptionConflictError(
            "--json prints one document, and --watch has no end",
            where="--watch",
            remedy="leave out one of them",
        )


def watch(show: Callable[[], object], *, pause: Callable[[float], None] = time.sleep) -> NoReturn:
    """Call `show` until a person stops it; a terminal is cleared before, a file gets a line with the time.

    Errors of `show` end it.
    """
    console = Console()
    try:
        while True:
            now = f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S %Z}"
            if console.is_terminal:
                console.clear()
            console.print(f"every {WATCH_SECONDS:.0f} s, last at {now}; Ctrl-C ends it", style="dim")
            show()
            pause(WATCH_SECONDS)
    except KeyboardInterrupt:
        raise typer.Exit(ExitCode.INTERRUPTED) from None

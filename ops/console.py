"""How a command line begins, ends and tells an error: the same for `ops` and `rehearse`."""

import signal
import sys
from types import FrameType
from typing import NoReturn

import typer
from rich.console import Console
from rich.text import Text

from ops.errors import UserError


def print_error(console: Console, error: UserError) -> None:
    """Print an error: what, where, remedy. The text is never read as markup nor shortened."""
    console.print(Text.assemble(("error: ", "bold red"), error.what), soft_wrap=True)
    if error.where:
        console.print(Text.assemble(("  where: ", "dim"), error.where), soft_wrap=True)
    if error.remedy:
        console.print(Text.assemble((" remedy: ", "bold green"), error.remedy), soft_wrap=True)


def run(app: typer.Typer, *, errors: Console) -> NoReturn:
    """Run a command line; a person's mistake ends in a message and an exit code, never in a traceback."""
    # A closed terminal or a supervisor stops a command in the same order as Ctrl-C does.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        app()
    except UserError as error:
        print_error(errors, error)
        sys.exit(error.exit_code)
    sys.exit(0)


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt

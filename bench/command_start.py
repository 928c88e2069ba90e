"""The processor time of `ops --help`: commands imported when they are called, against all imported first.

Run: `.venv/bin/python -m bench.command_start [runs]`. Each run is a process.
"""

import sys

from bench.pairs import Way, compare, process_seconds
from ops.cli import COMMANDS
from ops.engine.synthesis.stacks import PROJECT

HELP = "import sys; sys.argv = ['ops', '--help']; from ops.cli import main; main()"
EAGER = f"import {', '.join(sorted({command.module for command in COMMANDS}))}; {HELP}"


def processor_seconds(program: str) -> float:
    """Return the processor time of one Python process, user and system, its start included."""
    return process_seconds(sys.executable, "-c", program, folder=PROJECT)


def main(runs: int) -> None:
    """Compare the help with all commands imported, and with the two libraries that print it."""
    help_text = Way(name="ops --help", seconds=lambda: processor_seconds(HELP))
    compare(help_text, Way(name="all commands imported", seconds=lambda: processor_seconds(EAGER)), runs=runs)
    libraries = Way(
        name="typer and rich", seconds=lambda: processor_seconds("import typer, typer.rich_utils")
    )
    compare(help_text, libraries, runs=runs)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)

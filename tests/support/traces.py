"""Searching what was written for what must not be in it."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

# What a clone holds that no rehearsal writes to, and that is too large to search in a test.
_INSTALLED = (".venv", "node_modules", ".git")


def found_in(folder: Path, patterns: Sequence[str]) -> list[str]:
    """Search every byte of a folder; return the files that contain a pattern."""
    excluded = [f"--exclude-dir={name}" for name in _INSTALLED]
    # The patterns come by standard input: an argument list can be seen by everybody on the machine.
    done = subprocess.run(
        ["grep", "-rlaF", *excluded, "-f", "-", str(folder)],
        input="\n".join(patterns),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    return done.stdout.split()

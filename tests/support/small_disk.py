"""A disk of some kilobytes: a tmpfs in a namespace of its own, which needs no right."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from ops.engine.synthesis.stacks import PROJECT


def on_small_disk(folder: Path, *, kilobytes: int, command: Sequence[str | Path]) -> list[str | Path]:
    """Return the command that runs `command` with a small disk at an existing folder."""
    mounted = f'mount -t tmpfs -o size={kilobytes}k tmpfs "$0"; exec "$@"'
    return ["unshare", "--user", "--map-root-user", "--mount", "sh", "-ec", mounted, folder, *command]


def said_on_small_disk(folder: Path, program: str, *arguments: Path, kilobytes: int) -> str:
    """Return what a Python program of this repository prints, with a new small disk at `folder`."""
    folder.mkdir()
    command = on_small_disk(
        folder, kilobytes=kilobytes, command=[sys.executable, "-c", program, *map(str, arguments)]
    )
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout

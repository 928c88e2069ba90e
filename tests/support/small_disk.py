"""A disk of some kilobytes: a tmpfs in a namespace of its own, which needs no right."""

from collections.abc import Sequence
from pathlib import Path


def on_small_disk(folder: Path, *, kilobytes: int, command: Sequence[str | Path]) -> list[str | Path]:
    """Return the command that runs `command` with a small disk at an existing folder."""
    mounted = f'mount -t tmpfs -o size={kilobytes}k tmpfs "$0"; exec "$@"'
    return ["unshare", "--user", "--map-root-user", "--mount", "sh", "-ec", mounted, folder, *command]

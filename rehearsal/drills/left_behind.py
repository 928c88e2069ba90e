"""The search for secret values in the files that a drill leaves behind."""

import base64
import mmap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import quote

from rehearsal.drills.scene import Scene

# What the rehearsal itself keeps: its key, from which its secrets are derived.
_OWN: Final = frozenset({"key"})


def secrets_in_files(scene: Scene) -> list[str]:
    """Return a line for each file with the value of a secret, plain, in base64 or percent-encoded."""
    wanted = [(name, form) for name, value in scene.secrets.items() for form in _forms(value)]
    return [
        f"{path.relative_to(scene.home.root)} has the value of {name}"
        for path in _files(scene.home.root)
        for name in sorted(_found(path, wanted))
    ]


def _forms(value: str) -> set[bytes]:
    """Return a value in each form in which it may be written."""
    plain = value.encode()
    return {plain, base64.b64encode(plain), quote(value, safe="").encode()}


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and path.name not in _OWN and path.stat().st_size:
            yield path


def _found(path: Path, wanted: list[tuple[str, bytes]]) -> set[str]:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return {name for name, form in wanted if content.find(form) >= 0}


def by_name(secrets: Mapping[str, str], *, account_key: str) -> dict[str, str]:
    """Return the values that must be in no file, by the name for a message."""
    return {**secrets, "the state account's key": account_key}

"""Terraform's lock file: the version and the checksums of each provider.

`zh:` is the checksum of a provider's archive, as its release lists it; `h1:` of an unpacked package, for one
platform. Source: https://developer.hashicorp.com/terraform/language/files/dependency-lock.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ops.common.errors import UserError

_BLOCK: Final = re.compile(r'^provider "(?P<source>[^"]+)" \{\n(?P<body>.*?)^\}', re.MULTILINE | re.DOTALL)
_COMMENT: Final = re.compile(r"^\s*(#|//).*$", re.MULTILINE)
_SETTING: Final = re.compile(r'^\s*(version|constraints)\s*=\s*"([^"]*)"', re.MULTILINE)
_CHECKSUM: Final = re.compile(r'"((?:h1|zh):[^"]+)"')
_HEADER: Final = (
    '# This file is maintained automatically by "terraform init".\n'
    "# Manual edits may be lost in future updates.\n"
)


class LockFileError(UserError):
    """A lock file that is not one of Terraform's."""


@dataclass(frozen=True, kw_only=True)
class LockedProvider:
    """A provider's entry. `constraints` is what the configuration asked for when it was written."""

    source: str
    version: str
    constraints: str
    checksums: frozenset[str]


def read_lock_file(path: Path) -> dict[str, LockedProvider]:
    """Return the entries by source address; none where there is no file. Raises LockFileError."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError as error:
        raise _refused(path) from error
    found = {block["source"]: _entry(block["source"], block["body"]) for block in _BLOCK.finditer(text)}
    # An entry that cannot be read must not be taken for one that is missing: its checksums would not count.
    if _COMMENT.sub("", _BLOCK.sub("", text)).strip() or not all(entry.version for entry in found.values()):
        raise _refused(path)
    return found


def _refused(path: Path) -> LockFileError:
    return LockFileError(
        "this is not a lock file of providers as `init` writes it",
        where=str(path),
        remedy="take it from git again, or remove it and run `ops providers lock`",
    )


def write_lock_file(path: Path, entries: Mapping[str, LockedProvider]) -> None:
    """Write the entries as Terraform does."""
    blocks = [_block(entries[source]) for source in sorted(entries)]
    path.write_text("\n".join([_HEADER, *blocks]), encoding="utf-8")


def _entry(source: str, body: str) -> LockedProvider:
    settings = dict(_SETTING.findall(body))
    return LockedProvider(
        source=source,
        version=settings.get("version", ""),
        constraints=settings.get("constraints", ""),
        checksums=frozenset(_CHECKSUM.findall(body)),
    )


def _block(entry: LockedProvider) -> str:
    lines = [f'provider "{entry.source}" {{', f'  version     = "{entry.version}"']
    if entry.constraints:
        lines.append(f'  constraints = "{entry.constraints}"')
    checksums = [f'    "{checksum}",' for checksum in sorted(entry.checksums)]
    return "\n".join([*lines, "  hashes = [", *checksums, "  ]", "}", ""])

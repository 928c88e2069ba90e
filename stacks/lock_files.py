"""The lock files beside the synthesized stacks, for Terraform and CDKTF that are started by hand."""

import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from contract.provider_locks import LOCK_FILE, WITHOUT_LOCK_FILES, kept_lock_file
from contract.stacks import StackName

_CHECKSUM: Final = re.compile(r'"(?:h1|zh):[^"]+"')


def place_lock_files(out: Path, *, variables: Mapping[str, str] = os.environ) -> None:
    """Copy each stack's lock file into its synthesized folder.

    A file there that has all of its checksums stays: Terraform has added those of this machine.
    """
    if variables.get(WITHOUT_LOCK_FILES):
        return
    for stack in StackName:
        kept, placed = kept_lock_file(stack), out / "stacks" / stack / LOCK_FILE
        if kept.is_file() and not _checksums(kept) <= _checksums(placed):
            shutil.copyfile(kept, placed)


def _checksums(lock_file: Path) -> set[str]:
    return set(_CHECKSUM.findall(lock_file.read_text(encoding="utf-8"))) if lock_file.is_file() else set()

"""The providers of an earlier run, taken over by hard links: a run need not download them again.

Terraform compares each package with its lock file at `init`, and installs it again where it differs.
Source: https://developer.hashicorp.com/terraform/language/files/dependency-lock.
"""

import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from ops.engine.synthesis.document import StackDocument

_PROVIDERS: Final = Path(".terraform") / "providers"
# Written by `init` when all providers are installed.
_LOCK_FILE: Final = ".terraform.lock.hcl"


def reuse_providers(folder: Path, *, earlier: Iterable[Path]) -> bool:
    """Take the providers of the first earlier folder that has the same; return whether there is one.

    Anything that prevents it only means that Terraform installs them.
    """
    if (folder / _LOCK_FILE).exists():
        return True
    return any(_take_over(source, folder) for source in earlier if _same_providers(source, folder))


def _same_providers(source: Path, folder: Path) -> bool:
    try:
        if not (source / _LOCK_FILE).is_file():
            return False
        theirs, ours = StackDocument.read(source), StackDocument.read(folder)
    except (OSError, ValueError):
        return False
    return set(theirs.required_providers) == set(ours.required_providers)


def _take_over(source: Path, folder: Path) -> bool:
    """Link the packages, then copy the lock file, which makes them count."""
    try:
        shutil.copytree(
            source / _PROVIDERS, folder / _PROVIDERS, symlinks=True, copy_function=_link, dirs_exist_ok=True
        )
        shutil.copyfile(source / _LOCK_FILE, folder / _LOCK_FILE)
    except OSError:
        with suppress(OSError):
            shutil.rmtree(folder / _PROVIDERS)
        return False
    return True


def _link(source: str, target: str, *, follow_symlinks: bool = True) -> str:
    try:
        os.link(source, target, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError:
        # Another file system, or one without hard links.
        shutil.copy2(source, target, follow_symlinks=follow_symlinks)
    return target

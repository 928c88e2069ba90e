"""Copies of a rehearsal whose state store is stopped: ready in a second, in place of another apply."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ops.engine.synthesis.stacks import Stack, read_stacks
from ops.engine.terraform.engine import Engine
from rehearsal.common.home import Home
from rehearsal.provider.mirror import write_mirror
from rehearsal.session import record
from rehearsal.state_store import azurite
from rehearsal.state_store.store import StateStore

# These belong to one rehearsal: its runs, its process, and where it is.
_OWN: Final = (
    "ops",
    "logs",
    "output",
    "rehearsal.json",
    "rehearse.lock",
    "terraform.rc",
    ".terraform",
    "fork-server-*",
)


@dataclass(frozen=True, kw_only=True)
class RehearsalCopy:
    """A copy that runs: its stacks and its state store."""

    home: Home
    stacks: tuple[Stack, ...]
    store: StateStore


def copy_files(template: Home, folder: Path) -> Home:
    """Copy states, simulated cloud, key and synthesized stacks into a folder that has none of them."""
    shutil.copytree(
        template.root, folder, symlinks=True, ignore=shutil.ignore_patterns(*_OWN), dirs_exist_ok=True
    )
    return Home(root=folder)


def start_copy(home: Home, *, environment: str, engine: Engine) -> RehearsalCopy:
    """Start the state store of a copy, on its own port, and write what names its folder."""
    stacks = read_stacks(home.synthesized)
    write_mirror(home, stacks=stacks, platform=engine.platform)
    store = azurite.start(home, backend=stacks[0].backend)
    record.save(home, environment=environment, store=store)
    return RehearsalCopy(home=home, stacks=stacks, store=store)

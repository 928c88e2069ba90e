"""What was rehearsed last. While stacks and engine are the same, one plan can show that nothing changed."""

import hashlib
import os

from ops.common.text_file import replace_text
from rehearsal.common.home import Home
from rehearsal.session.setup import Rehearsal

_FILE = "rehearsed"


def is_same(rehearsal: Rehearsal) -> bool:
    """Return whether exactly these stacks were applied last, and a second plan of them was empty."""
    try:
        return (rehearsal.home.root / _FILE).read_text(encoding="utf-8") == _digest(rehearsal)
    except (OSError, ValueError):
        return False


def remember(rehearsal: Rehearsal) -> None:
    """Note that a second plan was empty. Written whole or not at all."""
    replace_text(rehearsal.home.root / _FILE, _digest(rehearsal))


def forget(home: Home) -> None:
    """Forget it, before anything is applied."""
    (home.root / _FILE).unlink(missing_ok=True)


def _digest(rehearsal: Rehearsal) -> str:
    """Return a digest of the engine and of every file of the synthesized stacks."""
    digest = hashlib.sha256(rehearsal.workspace.engine.title.encode())
    for stack in rehearsal.workspace.stacks:
        digest.update(f"\n{stack.name}\n".encode())
        for file in sorted(stack.folder.glob("*.json")):
            digest.update(os.fsencode(file.name) + b"\n" + file.read_bytes())
    return digest.hexdigest()

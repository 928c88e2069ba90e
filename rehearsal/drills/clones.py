"""Clones of this repository for a drill: what is changed in them changes nothing here."""

import shutil
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Final

from ops.engine.synthesis.cache import FOLDER as SYNTHESIZED
from ops.engine.synthesis.stacks import PROJECT
from rehearsal.drills.scene import Scene
from rehearsal.provider.schema.catalogue import CACHE as SCHEMAS

# Both are keyed by what they were made from, so that a clone with other sources does not take them.
_CACHES: Final = (SYNTHESIZED, SCHEMAS.relative_to(PROJECT))
_AUTHOR = ("-c", "user.name=drill", "-c", "user.email=drill@localhost")


def make_clone(scene: Scene, name: str) -> Path:
    """Return a new clone of the newest commit, with the installed packages of this one."""
    clone = scene.home.root / name
    subprocess.run(["git", "clone", "-q", "--shared", str(PROJECT), str(clone)], check=True)
    (clone / "node_modules").symlink_to(PROJECT / "node_modules")
    # .gitignore names a folder; this is a link.
    (clone / ".git" / "info" / "exclude").write_text("/node_modules\n")
    copy_caches(clone)
    return clone


def copy_caches(clone: Path) -> None:
    """Give a clone the synthesized stacks and the schemas of this one; making them takes some 20 s.

    What another process removes meanwhile is left out. Schemas are written whole; a synthesis is checked when
    it is read.
    """
    for cache in _CACHES:
        for kept in (PROJECT / cache).glob("**/[!.]*"):
            inside = kept.relative_to(PROJECT)
            with suppress(FileNotFoundError):
                if kept.is_file():
                    (clone / inside).parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(kept, clone / inside)


def work_in(scene: Scene, clone: Path) -> None:
    """Let the next commands of a drill be those of a clone."""
    scene.project = clone
    scene.environment = {**scene.environment, "PYTHONPATH": str(clone)}


def commit_edit(clone: Path, file: str, *, old: str, new: str) -> None:
    """Replace a text that is in a file once, and commit it; raise ValueError where it is not."""
    path = clone / file
    text = path.read_text(encoding="utf-8")
    if text.count(old) != 1:
        raise ValueError(f"{file} has {text.count(old)} times: {old}")
    path.write_text(text.replace(old, new), encoding="utf-8")
    git = ["git", "-C", str(clone), *_AUTHOR, "commit", "-q", "--no-verify", "--all"]
    subprocess.run([*git, "--message", f"Change {file}"], check=True)

"""The environment in which a moved copy of this repository runs.

The packages of a set are installed from its lock file, with hashes. Everything else is linked from the
environment of this Python, so that both sides of a comparison differ in the library alone. Nothing of cdktf
is linked: what the move forgot to rename fails to import.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ops.engine.synthesis.stacks import PROJECT
from tools.successor.move import Moved, move, tracked_files
from tools.successor.sets import SuccessorSet

FOLDER: Final = Path(".cache/successor")
_DISTRIBUTION: Final = re.compile(r"^([\w.]+)-[^-]+\.dist-info$")
# The editable installation of this clone: the copy gets its own.
_OWN: Final = re.compile(r"^_?(editable_impl_)?hackathon_todo_deployment")
_PREDECESSOR: Final = "cdktf"
_READY: Final = ".ready"


@dataclass(frozen=True, kw_only=True)
class MovedProject:
    """A moved copy, ready to run, and what the move changed."""

    folder: Path
    python: Path
    moved: Moved


def moved_project(chosen: SuccessorSet) -> MovedProject:
    """Copy this repository, move the copy to a set, and return it with an environment.

    The environment is kept; the copy is made new each time. Raises CalledProcessError when an installation
    fails.
    """
    folder = PROJECT / FOLDER / chosen.name
    python = _environment(chosen, folder / "venv")
    project = folder / "project"
    files = tracked_files(PROJECT)
    _copy(files, project)
    moved = move(project, chosen, files=files)
    _uv(python, "--no-deps", "--no-build-isolation", "--editable", str(project))
    return MovedProject(folder=project, python=python, moved=moved)


def _environment(chosen: SuccessorSet, folder: Path) -> Path:
    python = folder / "bin" / "python"
    digest = _digest(chosen)
    ready = folder / _READY
    if ready.is_file() and ready.read_text(encoding="ascii") == digest:
        return python
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    _uv(python, "--require-hashes", "--requirement", str(chosen.lock))
    _link_others(chosen, folder)
    ready.write_text(digest, encoding="ascii")
    return python


def _digest(chosen: SuccessorSet) -> str:
    found = hashlib.sha256(sys.version.encode() + sys.prefix.encode())
    for file in (chosen.lock, PROJECT / "requirements-dev.lock", Path(__file__)):
        found.update(file.read_bytes())
    return found.hexdigest()


def _link_others(chosen: SuccessorSet, folder: Path) -> None:
    source = Path(sysconfig.get_path("purelib"))
    target = folder / source.relative_to(sys.prefix)
    for entry in sorted(source.iterdir()):
        link = target / entry.name
        if not link.exists() and _is_shared(entry.name, chosen):
            link.symlink_to(entry)
    for name in ("ruff", "uv"):
        (folder / "bin" / name).symlink_to(Path(sys.prefix) / "bin" / name)


def _is_shared(name: str, chosen: SuccessorSet) -> bool:
    if name == "__pycache__" or name.startswith(_PREDECESSOR) or _OWN.match(name):
        return False
    distribution = _DISTRIBUTION.match(name)
    return not distribution or distribution[1].replace("_", "-").lower() not in chosen.locked


def _copy(files: list[str], project: Path) -> None:
    shutil.rmtree(project, ignore_errors=True)
    for name in files:
        target = project / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(PROJECT / name, target, follow_symlinks=False)
    (project / "node_modules").symlink_to(PROJECT / "node_modules")
    # The CDKTF CLI starts .venv/bin/python, as cdktf.json says.
    (project / ".venv").symlink_to(Path("..", "venv"))


def _uv(python: Path, *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", str(python), *arguments],
        check=True,
        env={name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"},
    )

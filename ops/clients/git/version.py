"""The version of this repository, as `--version` prints it."""

import platform
from importlib.metadata import version
from typing import Final

from ops.clients.git.repository import UNKNOWN, current_commit
from ops.common.errors import UserError

_PACKAGE: Final = "hackathon-todo-deployment"


def version_line(program: str) -> str:
    """Return program, version, commit and Python in a line: what a report of a fault should have."""
    return f"{program} {version(_PACKAGE)}, {_commit()}, Python {platform.python_version()}"


def _commit() -> str:
    """Return the commit, or that there is none: a version must be printed on any machine."""
    try:
        commit = current_commit()
    except UserError:
        commit = UNKNOWN
    return "no commit" if commit == UNKNOWN else f"commit {commit[:12]}"

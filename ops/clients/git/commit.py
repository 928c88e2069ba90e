"""Which revision of this repository is at work."""

import subprocess
from pathlib import Path
from typing import Final

from ops.engine.synthesis.stacks import PROJECT

#: What stands for the commit outside a git checkout, in an unpacked archive for instance.
UNKNOWN: Final = "0" * 40


def current_commit(project: Path = PROJECT) -> str:
    """Return the full hash of the checked-out commit, or zeros where there is no checkout."""
    answer = subprocess.run(
        ["git", "rev-parse", "--verify", "HEAD"], cwd=project, capture_output=True, text=True, check=False
    )
    return answer.stdout.strip() if answer.returncode == 0 else UNKNOWN


def commit_subject(commit: str, project: Path = PROJECT) -> str:
    """Return the first line of a commit's message; nothing where the commit is not known."""
    answer = subprocess.run(
        ["git", "log", "-1", "--format=%s", "--end-of-options", commit, "--"],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    return answer.stdout.strip() if answer.returncode == 0 else ""

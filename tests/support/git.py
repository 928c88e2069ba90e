"""Git repositories that a test makes up."""

import os
import subprocess
from pathlib import Path

_NOBODY = {
    "GIT_AUTHOR_NAME": "Test",
    "GIT_AUTHOR_EMAIL": "test@example.com",
    "GIT_COMMITTER_NAME": "Test",
    "GIT_COMMITTER_EMAIL": "test@example.com",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


def git(folder: Path, *arguments: str) -> str:
    """Run git as nobody in particular; fails the test where git does."""
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env={**os.environ, **_NOBODY}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def commit_all(folder: Path, message: str) -> str:
    """Commit everything that is in the folder, whether or not it changed; return the hash."""
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--no-verify", "--message", message)
    return git(folder, "rev-parse", "HEAD")


def new_repository(folder: Path) -> Path:
    """Make a repository with one file and one commit."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "--quiet", "--initial-branch", "main")
    (folder / "file").write_text("first\n")
    commit_all(folder, "first")
    return folder

"""A clone of this repository, with its code as it is now, in which a test makes commits and reviews them."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import psutil

from ops.engine.synthesis.stacks import PROJECT
from rehearsal.drills.clones import copy_caches
from tests.support.git import commit_all, git

_RUN = "import sys; from rehearsal.cli import main; sys.argv[0] = 'rehearse'; main()"
_SECONDS = 570


@dataclass(frozen=True, kw_only=True)
class Clone:
    """The clone in `folder`, at first at the commit `standing`; reviews work in folders in `scratch`."""

    folder: Path
    scratch: Path
    standing: str

    def replace(self, file: str, old: str, new: str) -> None:
        """Change a text that stands in a file exactly once."""
        path = self.folder / file
        text = path.read_text()
        assert text.count(old) == 1, f"{file} has {text.count(old)} times {old!r}"
        path.write_text(text.replace(old, new))

    def commit(self, message: str) -> str:
        """Commit everything; return the hash."""
        return commit_all(self.folder, message)

    def review(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run `rehearse review` with the clone's own code, and more variables in its environment."""
        return subprocess.run(
            [sys.executable, "-c", _RUN, "review", *arguments],
            cwd=self.folder,
            env={**self._environment(), **variables},
            capture_output=True,
            text=True,
            timeout=_SECONDS,
        )

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start `rehearse review` and do not wait."""
        return subprocess.Popen(
            [sys.executable, "-c", _RUN, "review", *arguments],
            cwd=self.folder,
            env=self._environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def left_behind(self) -> list[str]:
        """Return what reviews have left: folders, checked-out commits, processes."""
        folders = [str(path) for path in self.scratch.iterdir()]
        trees = git(self.folder, "worktree", "list").splitlines()[1:]
        return folders + trees + [str(process) for process in psutil.process_iter() if self._is_ours(process)]

    def _is_ours(self, process: psutil.Process) -> bool:
        try:
            return str(self.scratch) in process.environ().get("REHEARSAL_HOME", "") or any(
                str(self.scratch) in argument for argument in process.cmdline()
            )
        except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
            return False

    def _environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("HOME", "LANG", "PATH") if name in os.environ}
        return {**kept, "PYTHONPATH": str(self.folder), "TMPDIR": str(self.scratch), "COLUMNS": "100"}


def clone_as_it_is(folder: Path) -> Clone:
    """Clone this repository, with what is not committed here as a commit of its own."""
    scratch = folder / "scratch"
    scratch.mkdir()
    made = folder / "clone"
    git(folder, "clone", "--quiet", "--no-hardlinks", str(PROJECT), str(made))
    for name in git(PROJECT, "ls-files", "--modified", "--others", "--exclude-standard").splitlines():
        if (PROJECT / name).is_file():
            (made / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(PROJECT / name, made / name)
        else:
            (made / name).unlink(missing_ok=True)
    (made / "node_modules").symlink_to(PROJECT / "node_modules")
    with (made / ".git" / "info" / "exclude").open("a") as exclude:
        exclude.write("node_modules\n")
    copy_caches(made)
    return Clone(folder=made, scratch=scratch, standing=commit_all(made, "as it is"))

"""Separate rehearsals for tests: a folder each, by default no `terraform` on the PATH, always ended."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from ops.engine.synthesis.stacks import PROJECT
from rehearsal.common.home import Home
from tests.support.environment_files import REFERENCE_ENVIRONMENTS

BIN = Path(sys.executable).parent
_REHEARSE = shlex.quote(str(BIN / "rehearse"))
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_STEP_SECONDS = 240


@dataclass(frozen=True, kw_only=True)
class Rehearsal:
    """A rehearsal's folder and the environment in which its commands run."""

    home: Home
    environment: dict[str, str]

    def rehearse(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `rehearse`."""
        return self._run([str(BIN / "rehearse"), *arguments])

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start `rehearse` and do not wait."""
        return subprocess.Popen(
            [str(BIN / "rehearse"), *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def by_hand(self, command: str) -> subprocess.CompletedProcess[str]:
        """Run a shell command as a person does after `eval "$(rehearse env)"`, in the clone's root."""
        return self._run(["/bin/bash", "-euo", "pipefail", "-c", f'eval "$({_REHEARSE} env)"\n{command}'])

    def start_by_hand(self, command: str) -> subprocess.Popen[bytes]:
        """Start one command as a person does after `eval "$(rehearse env)"`, and do not wait.

        The process is the command itself: a signal to it reaches no shell.
        """
        return subprocess.Popen(
            ["/bin/bash", "-c", f'eval "$({_REHEARSE} env)" && exec {command}'],
            cwd=PROJECT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def log(self, step: str) -> Path:
        """Return what Terraform says in a step of the newest run of `ops`, such as `foundation-apply`."""
        return self.home.root / "ops" / "production" / "latest" / "logs" / f"{step}.jsonl"

    def processes(self) -> list[psutil.Process]:
        """Return every process of this rehearsal: its folder is in their environment or arguments."""
        name = str(self.home.root)
        return [process for process in psutil.process_iter() if _mentions(process, name)]

    def _run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            command,
            cwd=PROJECT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=_STEP_SECONDS,
            stdin=subprocess.DEVNULL,
        )
        done.stdout, done.stderr = (_ESCAPES.sub("", text) for text in (done.stdout, done.stderr))
        return done


@contextmanager
def rehearsal(folder: Path, terraform: Path | None = None, /, **variables: str) -> Iterator[Rehearsal]:
    """Yield a rehearsal in a separate folder; none of its processes runs afterwards.

    `terraform` is put on its PATH. Without one it uses the engine from PyPI.
    """
    tools = folder / "tools"
    tools.mkdir(parents=True)
    node = shutil.which("node")
    assert node, "the tests need Node, as `make setup` does"
    (tools / "node").symlink_to(node)
    if terraform:
        (tools / "terraform").symlink_to(terraform)
    home = Home(root=folder / "home")
    kept = {name: os.environ[name] for name in ("HOME", "LANG", "TMPDIR") if name in os.environ}
    environment = {
        **kept,
        # No other `terraform` is found here.
        "PATH": f"{tools}:/usr/bin:/bin",
        "REHEARSAL_HOME": str(home.root),
        "COLUMNS": "100",
        "ENVIRONMENTS_DIR": str(REFERENCE_ENVIRONMENTS),
        **variables,
    }
    made = Rehearsal(home=home, environment=environment)
    try:
        yield made
    finally:
        made.rehearse("down", "--discard")
        for process in made.processes():
            process.kill()


def _mentions(process: psutil.Process, name: str) -> bool:
    try:
        return name in " ".join(process.cmdline()) or name in process.environ().get("REHEARSAL_HOME", "")
    except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
        return False

"""Separate rehearsals for tests: a folder each, by default no `terraform` on the PATH, always ended."""

import fcntl
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from ops.engine.synthesis.stacks import PROJECT
from ops.engine.terraform.engine import find_engine
from rehearsal.common.home import Home
from rehearsal.session import record
from rehearsal.session.copies import copy_files, start_copy
from rehearsal.session.record import RehearsalRecord
from tests.support.environment_files import REFERENCE_ENVIRONMENTS

BIN = Path(sys.executable).parent
_REHEARSE = shlex.quote(str(BIN / "rehearse"))
_EVALUATED = f'eval "$({_REHEARSE} env)"'
# Its keys are in no argument, which a failed test would print.
_EXPORTS = "TEST_SHELL_EXPORTS"
_SET_UP = f'eval "${_EXPORTS}"; unset {_EXPORTS}'
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_STEP_SECONDS = 240


@dataclass
class _Shell:
    """What `rehearse env` printed, and for which rehearsal and variables."""

    exports: str = ""
    of: tuple[RehearsalRecord | None, dict[str, str]] | None = None


@dataclass(frozen=True, kw_only=True)
class Rehearsal:
    """A rehearsal's folder and the environment in which its commands run."""

    home: Home
    environment: dict[str, str]
    _shell: _Shell = field(default_factory=_Shell, repr=False, compare=False)

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
        shell = ["/bin/bash", "-euo", "pipefail", "-c", f"{_SET_UP}\n{command}"]
        return self._run(shell, **{_EXPORTS: self._exports()})

    def start_by_hand(self, command: str) -> subprocess.Popen[bytes]:
        """Start one command as a person does after `eval "$(rehearse env)"`, and do not wait.

        The process is the command itself: a signal to it reaches no shell.
        """
        return subprocess.Popen(
            ["/bin/bash", "-c", f"{_SET_UP}\nexec {command}"],
            cwd=PROJECT,
            env={**self.environment, _EXPORTS: self._exports()},
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

    def _exports(self) -> str:
        """Return what a shell is set up with: once, as a person does, as long as the state store runs."""
        found = record.load(self.home)
        now = (found, dict(self.environment))
        if found is None or not found.process.alive() or self._shell.of != now:
            done = self._run([str(BIN / "rehearse"), "env"])
            if done.returncode:
                return _EVALUATED
            self._shell.exports = done.stdout
            self._shell.of = (record.load(self.home), dict(self.environment))
        return self._shell.exports

    def _run(self, command: list[str], **variables: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            command,
            cwd=PROJECT,
            env={**self.environment, **variables},
            capture_output=True,
            text=True,
            check=False,
            timeout=_STEP_SECONDS,
            stdin=subprocess.DEVNULL,
        )
        done.stdout, done.stderr = (_ESCAPES.sub("", text) for text in (done.stdout, done.stderr))
        return done


@contextmanager
def rehearsal(folder: Path, engine: Path | None = None, /, **variables: str) -> Iterator[Rehearsal]:
    """Yield a rehearsal in a separate folder; none of its processes runs afterwards.

    `engine`, a `terraform` or a `tofu`, is put on its PATH. Without one it uses the engine from PyPI.
    """
    tools = folder / "tools"
    tools.mkdir(parents=True)
    if engine:
        (tools / engine.name).symlink_to(engine)
    home = Home(root=folder / "home")
    kept = {name: os.environ[name] for name in ("HOME", "LANG", "TMPDIR") if name in os.environ}
    environment = {
        **kept,
        # No other engine is found here.
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
        # `rehearse down --discard` would do no more, and takes a second of every test.
        for process in made.processes():
            with suppress(psutil.NoSuchProcess):
                process.kill()
        shutil.rmtree(home.state, ignore_errors=True)


@contextmanager
def applied_rehearsal(folder: Path, applied: Home, engine: Path | None = None) -> Iterator[Rehearsal]:
    """Yield a rehearsal in which everything is applied, as `make_applied` left it: by the engine from PyPI.

    `engine` is put on its PATH, as in `rehearsal`.
    """
    with rehearsal(folder, engine) as made:
        copy_files(applied, made.home.root)
        found = find_engine(search_path=made.environment["PATH"], named="")
        start_copy(made.home, environment="production", engine=found)
        yield made


def make_applied(folder: Path) -> Home:
    """Return a rehearsal of production after `rehearse up`, stopped, to copy; the first process makes it."""
    ready = folder / "applied"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "applied.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            with rehearsal(folder / f"first-{os.getpid()}") as made:
                done = made.rehearse("up")
                assert done.returncode == 0, done.stdout + done.stderr
                found = record.load(made.home)
                assert found
                # In order, by which it writes what it holds.
                found.process.stop()
                copy_files(made.home, folder / "copied").root.rename(ready)
    return Home(root=ready)


def _mentions(process: psutil.Process, name: str) -> bool:
    try:
        return name in " ".join(process.cmdline()) or name in process.environ().get("REHEARSAL_HOME", "")
    except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
        return False

"""The rehearsal of one drill: folder, state store, simulated cloud, and the commands run in it."""

import shlex
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import Event
from typing import Final

import psutil

from ops.common.private_files import open_private
from ops.engine.synthesis.stacks import PROJECT, Stack
from rehearsal.cloud.store import SimulatedCloud
from rehearsal.common.home import Home
from rehearsal.drills.command_run import CommandRun, DrillStoppedError, RunningCommand
from rehearsal.drills.processes import processes_naming
from rehearsal.session import record
from rehearsal.state_store import azurite
from rehearsal.state_store.store import StateStore

_PATIENCE_SECONDS: Final = 300.0
ENVIRONMENT: Final = "production"


@dataclass(frozen=True, kw_only=True)
class DrillCheck:
    """Something that must hold, and whether it does; `detail` says what was found."""

    what: str
    holds: bool
    detail: str = ""


@dataclass(kw_only=True)
class Scene:
    """A rehearsal for one drill.

    Attributes:
        scope: The stacks that the drill deploys.
        moment: The moment that was chosen from the seed, for the report.
        secrets: Values that must be in no file.
        stopping: Set when no further command may begin.
    """

    home: Home
    store: StateStore
    stacks: tuple[Stack, ...]
    scope: tuple[str, ...]
    environment: Mapping[str, str] = field(repr=False)
    secrets: Mapping[str, str] = field(repr=False)
    random: Random
    project: Path = PROJECT
    moment: str = ""
    commands: list[CommandRun] = field(default_factory=list)
    checks: list[DrillCheck] = field(default_factory=list)
    known_releases: tuple[str, ...] = ()
    stopping: Event = field(default_factory=Event, repr=False)

    @property
    def cloud(self) -> SimulatedCloud:
        """The simulated cloud."""
        return SimulatedCloud(self.home.cloud)

    @property
    def ops_home(self) -> Path:
        """The folder of `ops` in this environment."""
        return self.home.root / "ops" / ENVIRONMENT

    @property
    def deploy_command(self) -> str:
        """The deployment of this drill; it waits only shortly for a lock that nobody will release."""
        return " ".join(["ops deploy", *self.scope, "--yes", "--lock-timeout 5s"])

    def expect(self, what: str, *, holds: bool, detail: str = "") -> bool:
        """Note something that must hold, and return whether it does."""
        self.checks.append(DrillCheck(what=what, holds=holds, detail="" if holds else detail))
        return holds

    def run(self, line: str, *, variables: Mapping[str, str] | None = None) -> CommandRun:
        """Run a command to its end."""
        return self.ended(self.start(line, variables=variables))

    def deploy(self) -> CommandRun:
        """Deploy."""
        return self.run(self.deploy_command)

    def start(
        self, line: str, *, variables: Mapping[str, str] | None = None, prefix: Sequence[str] = ()
    ) -> RunningCommand:
        """Start a command without a shell, in a session of its own; a signal reaches the command itself.

        Raises DrillStoppedError when the drills are being stopped.
        """
        if self.stopping.is_set():
            raise DrillStoppedError(f"the drills are being stopped: `{line}` does not begin")
        output = self.home.root / "output" / f"{len(list((self.home.root / 'output').glob('*')))}.txt"
        with open_private(output) as file:
            process = subprocess.Popen(
                [*prefix, *shlex.split(line)],
                cwd=self.project,
                env={**self.environment, **(variables or {})},
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return RunningCommand(line=line, process=process, output=output, patience_seconds=_PATIENCE_SECONDS)

    def ended(self, command: RunningCommand) -> CommandRun:
        """Wait for the end of a command and keep it for the report."""
        run = command.wait()
        self.commands.append(run)
        return run

    def stop_store(self) -> None:
        """Take the state store away, in order."""
        self.store.stop()

    def start_store(self) -> None:
        """Bring the state store back, on the same port and with what it holds."""
        self.store = azurite.start(self.home, backend=self.stacks[0].backend, preferred_port=self.store.port)
        record.save(self.home, environment=ENVIRONMENT, store=self.store)

    def processes(self) -> list[psutil.Process]:
        """Return the processes of this rehearsal, without its state store."""
        return [
            process for process in processes_naming(self.home.root) if process.pid != self.store.process.pid
        ]

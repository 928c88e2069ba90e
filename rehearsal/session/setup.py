"""The setup of a rehearsal: tools, synthesized stacks, mirror, state store, inputs."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ops.common.progress import Steps
from ops.common.run_folder import RunFolder, new_run
from ops.common.tools import require_node
from ops.delivery.secrets.revision_key import ensure_revision_key
from ops.delivery.workspace import Workspace
from ops.engine.environment_file import require_good_environments
from ops.engine.synthesis.stacks import PROJECT, SYNTHESIZED, Stack, read_stacks, synthesize
from ops.engine.terraform.engine import Engine, find_engine
from rehearsal.common.home import Home
from rehearsal.provider.mirror import write_mirror
from rehearsal.session import record
from rehearsal.session.inputs import Inputs, gather
from rehearsal.session.variables import rehearsal_environment
from rehearsal.state_store import azurite
from rehearsal.state_store.disk_space import require_space
from rehearsal.state_store.store import StateStore


@dataclass(frozen=True, kw_only=True)
class Rehearsal:
    """Everything that is needed to work on the stacks: what `ops` works with, and what is rehearsal."""

    home: Home
    workspace: Workspace
    store: StateStore
    inputs: Inputs


def prepare(home: Home, *, environment: str, steps: Steps, project: Path = PROJECT) -> Rehearsal:
    """Set up what is missing: synthesize, write the mirror, start the state store.

    `project` is whose `main.py` synthesizes, where it is not this one's. Raises EnvironmentRefusedError with
    all problems of the environment's file before anything else happens.
    """
    if project == PROJECT:
        require_good_environments([environment])
    with steps.step("Tools") as step:
        node = require_node()
        engine = find_engine()
        require_space(home.root)
        origin = "from PyPI" if engine.from_pypi else str(engine.executable)
        step.result = f"{engine.title} ({origin}), Node {node}"
    with steps.step("Synthesis") as step:
        run = new_run(home.root)
        stacks = synthesize(environment=environment, out=run.path / SYNTHESIZED, project=project)
        inputs = gather(stacks, environment=os.environ, key=home.key())
        write_mirror(home, stacks=stacks, platform=engine.platform)
        step.result = f"{environment}: " + ", ".join(stack.name for stack in stacks)
    with steps.step("State store") as step:
        store = _running_store(home, stacks, environment=environment)
        step.result = f"Azurite, account {store.account}, port {store.port}"
    return _rehearsal(
        home,
        run,
        folder=run.path,
        environment=environment,
        engine=engine,
        stacks=stacks,
        store=store,
        inputs=inputs,
    )


def resume(home: Home, found: record.RehearsalRecord) -> Rehearsal:
    """Return a rehearsal that was set up before, in the folder of the run that synthesized its stacks."""
    stacks = read_stacks(home.synthesized)
    engine = find_engine()
    # An earlier version of this code may have set it up.
    write_mirror(home, stacks=stacks, platform=engine.platform)
    return _rehearsal(
        home,
        None,
        folder=home.synthesized.parent,
        environment=found.environment,
        engine=engine,
        stacks=stacks,
        store=_running_store(home, stacks, environment=found.environment),
        inputs=gather(stacks, environment=os.environ, key=home.key()),
    )


def _rehearsal(
    home: Home,
    run: RunFolder | None,
    *,
    folder: Path,
    environment: str,
    engine: Engine,
    stacks: tuple[Stack, ...],
    store: StateStore,
    inputs: Inputs,
) -> Rehearsal:
    workspace = Workspace(
        environment=environment,
        folder=folder,
        backend=stacks[0].backend,
        stacks=stacks,
        engine=engine,
        variables=rehearsal_environment(home, store=store),
        run=run,
    )
    with workspace.container() as container:
        ensure_revision_key(container, key=home.key())
    return Rehearsal(home=home, workspace=workspace, store=store, inputs=inputs)


def _running_store(home: Home, stacks: Sequence[Stack], *, environment: str) -> StateStore:
    """Return the state store of this rehearsal, started when it does not run."""
    backend = stacks[0].backend
    found = record.load(home)
    if found and found.process.alive() and found.account == backend.account:
        return found.store(home)
    if found:
        found.process.stop()
    store = azurite.start(home, backend=backend, preferred_port=found.port if found else None)
    record.save(home, environment=environment, store=store)
    return store

"""A rehearsal from `up` to `down`, as plain functions."""

import errno
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from ops.errors import ExitCode, UserError
from ops.synthesis import Stack, read_stacks, synthesize
from ops.terraform.engine import Engine, find_engine
from ops.terraform.events import Event, PlannedChange, Progress, Stage
from ops.terraform.failures import TerraformError, TerraformInterruptedError
from ops.terraform.redaction import Redactor
from ops.terraform.runner import Outcome, PlanOptions, Terraform
from ops.tools import require_node
from rehearsal import record, state_store
from rehearsal.home import Home
from rehearsal.inputs import Inputs, gather
from rehearsal.mirror import write_mirror
from rehearsal.progress import Step, Steps
from rehearsal.state_store import StateStore, StateStoreError
from rehearsal.variables import shell_exports, terraform_environment

DEFAULT_ENVIRONMENT: Final = "production"

_Result = TypeVar("_Result")


class NotRehearsedError(UserError):
    """A command needs a rehearsal, and there is none."""

    def __init__(self, home: Home) -> None:
        super().__init__(
            "nothing is rehearsed here", where=str(home.root), remedy="run `rehearse up` (or `make rehearse`)"
        )


class NotSettledError(UserError):
    """A plan right after the apply still wants changes: the stacks or the stand-in providers are wrong."""


class StoppedError(UserError):
    """The person stopped the command, with Ctrl-C or a signal."""

    exit_code = ExitCode.INTERRUPTED

    def __init__(self) -> None:
        super().__init__("stopped. Nothing is left running", remedy="`rehearse up` goes on from here")


@dataclass(frozen=True, kw_only=True)
class StackReport:
    """One stack as its state tells it. Outputs that are sensitive are not in here."""

    name: str
    resources: Mapping[str, int]
    outputs: Mapping[str, Any]
    state: str
    locked_by: str | None = None


@dataclass(frozen=True, kw_only=True)
class Report:
    """A rehearsal and its stacks."""

    environment: str
    running: bool
    store: StateStore
    stacks: tuple[StackReport, ...]


@dataclass(frozen=True, kw_only=True)
class _Stage:
    """Everything that is needed to run Terraform on the stacks of a rehearsal."""

    home: Home
    environment: str
    engine: Engine
    stacks: tuple[Stack, ...]
    store: StateStore
    inputs: Inputs

    def terraforms(self) -> dict[str, Terraform]:
        """Return one runner a stack, in the order in which the stacks are applied."""
        environment = terraform_environment(self.home, store=self.store, inputs=self.inputs)
        redactor = Redactor([*self.inputs.secret_values(), self.store.key])
        return {
            stack.name: Terraform(
                engine=self.engine,
                stack=stack.name,
                folder=stack.folder,
                environment=environment,
                logs=self.home.logs,
                redactor=redactor,
            )
            for stack in self.stacks
        }


def up(home: Home, *, environment: str, steps: Steps) -> Report:
    """Synthesize, apply every stack in order, and plan again to see that nothing is left to change.

    Whatever stops it with Ctrl-C, no process and no lock stays behind. After an error the state store keeps
    running, so that `rehearse env` leads to what is there.
    """
    _require_same_environment(home, environment)
    with _stop_store_on_interrupt(home), _full_disk_is_named(home):
        stage = _prepare(home, environment=environment, steps=steps)
        _apply_all(stage, steps=steps)
    return _report(stage.store, stage.stacks, environment=environment)


def status(home: Home) -> Report:
    """Return what is rehearsed here and how it stands, without changing anything."""
    found = record.load(home)
    if found is None:
        raise NotRehearsedError(home)
    return _report(found.store(home), read_stacks(home.synthesized), environment=found.environment)


def exports(home: Home, *, environment: str, steps: Steps) -> str:
    """Return the shell commands for working by hand.

    Sets up what is missing (stacks, mirror, state store) and applies nothing: the first deployment, too, can
    be done by hand.
    """
    found = record.load(home)
    with _stop_store_on_interrupt(home), _full_disk_is_named(home):
        stage = _resume(home, found) if found else _prepare(home, environment=environment, steps=steps)
    return shell_exports(
        home, store=stage.store, inputs=stage.inputs, engine=stage.engine, environment=stage.environment
    )


def down(home: Home, *, discard: bool, steps: Steps) -> bool:
    """Destroy the stacks in reverse order and stop the state store; say whether there was anything.

    `discard` throws states and simulated cloud away instead, for a rehearsal that cannot be destroyed.
    """
    found = record.load(home)
    if found is None:
        return False
    with _stop_store_on_interrupt(home), _full_disk_is_named(home):
        if not discard:
            _destroy(home, found, steps=steps)
    with steps.step("State store") as step:
        (record.load(home) or found).process.stop()
        step.result = "stopped; no process is left"
    if discard:
        with steps.step("Discarded") as step:
            shutil.rmtree(home.state, ignore_errors=True)
            for file in home.root.glob(f"{home.cloud.name}*"):
                file.unlink()
            step.result = "states and simulated cloud are deleted"
    record.forget(home)
    return True


def _apply_all(stage: _Stage, *, steps: Steps) -> None:
    terraforms = stage.terraforms()
    _initialize(terraforms, steps=steps)
    for name, terraform in terraforms.items():
        with steps.step(name) as step:
            step.result = _apply(stage.home, terraform, step=step)
    with steps.step("Second plan") as step:
        plans = _in_parallel(terraforms.values(), lambda terraform: terraform.plan())
        _require_settled(stage.home, plans)
        step.result = f"no changes in {len(terraforms)} stacks"


def _initialize(terraforms: Mapping[str, Terraform], *, steps: Steps) -> None:
    with steps.step("Initialization") as step:
        _in_parallel(terraforms.values(), lambda terraform: terraform.init())
        step.result = f"backend and stand-in providers of {len(terraforms)} stacks"


@contextmanager
def _full_disk_is_named(home: Home) -> Iterator[None]:
    """Say that the disk is full where that is why a step failed: Terraform only sees a store that refuses."""
    try:
        yield
    except (TerraformError, StateStoreError) as error:
        if not isinstance(error, TerraformInterruptedError):
            state_store.require_space(home.root, needed=state_store.NEEDED_BYTES, because=error)
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise state_store.no_space(home.root, str(error)) from error
        raise


def _prepare(home: Home, *, environment: str, steps: Steps) -> _Stage:
    with steps.step("Tools") as step:
        node = require_node()
        engine = find_engine()
        state_store.require_space(home.root, needed=state_store.NEEDED_BYTES)
        origin = "from PyPI" if engine.from_pypi else str(engine.executable)
        step.result = f"Terraform {engine.version} ({origin}), Node {node}"
    with steps.step("Synthesis") as step:
        stacks = synthesize(environment=environment, out=home.synthesized)
        inputs = gather(stacks, environment=os.environ, key=home.key())
        write_mirror(home, stacks=stacks, platform=engine.platform)
        step.result = f"{environment}: " + ", ".join(stack.name for stack in stacks)
    with steps.step("State store") as step:
        store = _running_store(home, stacks, environment=environment)
        step.result = f"Azurite, account {store.account}, port {store.port}"
    return _Stage(
        home=home, environment=environment, engine=engine, stacks=stacks, store=store, inputs=inputs
    )


def _resume(home: Home, found: record.Record) -> _Stage:
    stacks = read_stacks(home.synthesized)
    return _Stage(
        home=home,
        environment=found.environment,
        engine=find_engine(),
        stacks=stacks,
        store=_running_store(home, stacks, environment=found.environment),
        inputs=gather(stacks, environment=os.environ, key=home.key()),
    )


def _running_store(home: Home, stacks: Sequence[Stack], *, environment: str) -> StateStore:
    """Return the state store of this rehearsal, started when it does not run."""
    backend = stacks[0].backend
    found = record.load(home)
    if found and found.process.alive() and found.account == backend.account:
        return found.store(home)
    if found:
        found.process.stop()
    store = state_store.start(home, backend=backend, preferred_port=found.port if found else None)
    record.save(home, environment=environment, store=store)
    return store


def _require_same_environment(home: Home, environment: str) -> None:
    found = record.load(home)
    if found and found.environment != environment:
        raise UserError(
            f"'{found.environment}' is rehearsed here, so '{environment}' cannot be",
            where=str(home.root),
            remedy="run `rehearse down` first, or set REHEARSAL_HOME to another folder",
        )


@contextmanager
def _stop_store_on_interrupt(home: Home) -> Iterator[None]:
    """Leave no process behind when a command is stopped; the next one starts the store again."""
    try:
        yield
    except (KeyboardInterrupt, TerraformInterruptedError) as error:
        found = record.load(home)
        if found:
            found.process.stop()
        raise StoppedError from error


def _apply(home: Home, terraform: Terraform, *, step: Step, options: PlanOptions | None = None) -> str:
    """Plan one stack into a file and apply exactly that file; return the counts as text."""
    home.plans.mkdir(parents=True, exist_ok=True)
    plan = home.plans / f"{terraform.stack}.tfplan"
    try:
        terraform.listener = _Narrator(step)
        step.update("planning")
        planned = terraform.plan(out=plan, options=options)
        if planned.changed:
            terraform.apply(plan)
        return _counts(planned.changes) if planned.changed else "no changes"
    finally:
        plan.unlink(missing_ok=True)


def _destroy(home: Home, found: record.Record, *, steps: Steps) -> None:
    stage = _resume(home, found)
    terraforms = stage.terraforms()
    _initialize(terraforms, steps=steps)
    for name, terraform in reversed(terraforms.items()):
        with steps.step(name) as step:
            # A stack that was never applied has nothing to destroy, and could not even be planned.
            empty = not (stage.store.read_state(_key(stage.stacks, name)) or {}).get("resources")
            step.result = (
                "nothing to destroy"
                if empty
                else _apply(home, terraform, step=step, options=PlanOptions(destroy=True))
            )


def _key(stacks: Sequence[Stack], name: str) -> str:
    return next(stack.backend.key for stack in stacks if stack.name == name)


def _require_settled(home: Home, plans: Mapping[str, Outcome]) -> None:
    unsettled = {name: plan.changes for name, plan in plans.items() if plan.changed}
    if unsettled:
        lines = [f"{c.action} {name}: {c.address}" for name, changes in unsettled.items() for c in changes]
        raise NotSettledError(
            "a second plan is not empty: " + ("; ".join(lines) or ", ".join(unsettled)),
            where=str(home.logs),
            remedy='see the difference with: eval "$(rehearse env)" && cdktf diff ' + next(iter(unsettled)),
        )


def _in_parallel(
    terraforms: Iterable[Terraform],
    work: Callable[[Terraform], _Result],
) -> dict[str, _Result]:
    """Do the same on several stacks at once; Ctrl-C stops each of them in order."""
    terraforms = list(terraforms)
    with ThreadPoolExecutor(max_workers=len(terraforms)) as pool:
        futures: dict[str, Future[_Result]] = {t.stack: pool.submit(work, t) for t in terraforms}
        try:
            return {name: future.result() for name, future in futures.items()}
        except KeyboardInterrupt:
            for terraform in terraforms:
                terraform.interrupt()
            raise


class _Narrator:
    """Tells a step what Terraform is doing, with how far it is."""

    def __init__(self, step: Step) -> None:
        self._step = step
        self._planned = 0
        self._done = 0

    def __call__(self, event: Event) -> None:
        match event:
            case PlannedChange():
                self._planned += 1
                self._step.update(f"planned: {event.address}")
            case Progress(stage=Stage.STARTED):
                self._step.update(f"{event.action} {event.address}{self._position()}")
            case Progress(stage=Stage.DONE):
                self._done += 1
            case _:
                pass

    def _position(self) -> str:
        return f" ({self._done + 1} of {self._planned})" if self._planned else ""


def _counts(changes: Sequence[PlannedChange]) -> str:
    past = {"create": "created", "update": "changed", "replace": "replaced", "delete": "destroyed"}
    counted = Counter(past[change.action] for change in changes if change.action in past)
    return ", ".join(f"{number} {word}" for word, number in counted.items()) or "outputs changed"


def _report(store: StateStore, stacks: Sequence[Stack], *, environment: str) -> Report:
    running = store.alive()
    return Report(
        environment=environment,
        running=running,
        store=store,
        stacks=tuple(_stack_report(store, stack) for stack in stacks) if running else (),
    )


def _stack_report(store: StateStore, stack: Stack) -> StackReport:
    state = store.read_state(stack.backend.key) or {}
    lock = store.lock_of(stack.backend.key)
    managed = [resource for resource in state.get("resources", ()) if resource["mode"] == "managed"]
    return StackReport(
        name=stack.name,
        resources=Counter(resource["type"] for resource in managed for _ in resource["instances"]),
        outputs={
            name: facts["value"]
            for name, facts in state.get("outputs", {}).items()
            if not facts.get("sensitive", False)
        },
        state=f"{store.address}/{stack.backend.container}/{stack.backend.key}",
        locked_by=f"{lock.get('Who', 'somebody')} since {lock.get('Created', '?')}"
        if lock is not None
        else None,
    )

"""The status of a rehearsal, read from its states."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ops.engine.synthesis.stacks import Stack
from rehearsal.state_store.store import StateStore


@dataclass(frozen=True, kw_only=True)
class StackReport:
    """One stack, read from its state, without sensitive outputs."""

    name: str
    resources: Mapping[str, int]
    outputs: Mapping[str, Any]
    state: str
    locked_by: str | None = None


@dataclass(frozen=True, kw_only=True)
class RehearsalReport:
    """A rehearsal and its stacks."""

    environment: str
    running: bool
    store: StateStore
    stacks: tuple[StackReport, ...]


def read_report(store: StateStore, stacks: Sequence[Stack], *, environment: str) -> RehearsalReport:
    """Read the states of all stacks; none of them when the state store does not run."""
    running = store.alive()
    return RehearsalReport(
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
        locked_by=f"{lock.get('Who', 'unknown')} since {lock.get('Created', '?')}"
        if lock is not None
        else None,
    )

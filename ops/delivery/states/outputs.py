"""The outputs of a stack, read from its state without Terraform."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from azure.storage.blob import ContainerClient

from ops.delivery.states.state_file import StateFile
from ops.delivery.states.stored import read_stored


@dataclass(frozen=True, kw_only=True)
class RecordedOutput:
    """An output as it was last applied. `value` is None for a sensitive one: no command shows it."""

    stack: str
    name: str
    sensitive: bool
    value: Any = field(repr=False)


def recorded_outputs(
    container: ContainerClient, *, environment: str, stack: str
) -> Mapping[str, RecordedOutput]:
    """Return the outputs of a stack by name; none before it is applied. Raises DamagedStateError."""
    stored = read_stored(container, environment=environment, stack=stack)
    return outputs_of(stored.parsed(), stack=stack) if stored else {}


def outputs_of(state: StateFile, *, stack: str) -> Mapping[str, RecordedOutput]:
    """Return the outputs in a state by name."""
    outputs = json.loads(state.content).get("outputs") or {}
    return {
        name: RecordedOutput(
            stack=stack,
            name=name,
            sensitive=bool(facts.get("sensitive")),
            value=None if facts.get("sensitive") else facts.get("value"),
        )
        for name, facts in outputs.items()
    }

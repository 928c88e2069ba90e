"""The parts that rules are made of."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rehearsal.cloud.store import CloudObject, SimulatedCloud
from rehearsal.cloud.values import Path, Value, known, lookup

_SIMULATED = uuid.UUID("5e0e0000-0000-5000-8000-000000000000")


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """A refusal: a headline, the explanation with its remedy, and the argument in question."""

    summary: str
    detail: str = ""
    path: Path = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Situation:
    """The input of a rule: the values of one object, the provider's configuration and the rest of the cloud.

    `values` is the configuration (validation), the planned state (plan, apply) or the state (deletion,
    refresh); it may hold unknown values before an apply, which `get` reports as absent.
    """

    type: str
    values: Mapping[str, Value]
    cloud: SimulatedCloud
    settings: Mapping[str, Value] = field(default_factory=dict)
    prior: Mapping[str, Value] | None = None
    written: Mapping[str, Value] = field(default_factory=dict)

    def get(self, path: str, default: Value = None) -> Value:
        """Return the value at a dotted path where it is known."""
        return known(self.values, path, default)

    def is_unset(self, path: str) -> bool:
        """Return whether there is no value at a path; an unknown value counts as one."""
        return lookup(self.values, path) in (None, "", [], {})

    def text(self, path: str) -> str:
        """Return the string at a path, empty where there is none."""
        return str(self.get(path, ""))


Check = Callable[[Situation], Iterable[Problem]]
Effect = Callable[[Situation], None]


def _nothing_computed(_situation: Situation) -> Mapping[str, Value]:
    return {}


def _no_replacement(_situation: Situation) -> Iterable[Path]:
    return ()


def _no_scope(_situation: Situation) -> str:
    return ""


def generic_id(situation: Situation) -> str:
    """Return an id for a type without a rule: the same for the same type and arguments that name it."""
    names = [situation.text("metadata.namespace"), situation.text("metadata.name"), situation.text("name")]
    named = "/".join(name for name in names if name) or repr(sorted(situation.values.items(), key=repr))
    return made_up_uuid(situation.type, situation.text("resource_group_name"), named)


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """The behavior of one resource type in the simulated cloud. Every part may be left out."""

    identify: Callable[[Situation], str] = generic_id
    has_id: bool = True
    """Whether the state's `id` finds the object; otherwise `identify` does, every time."""
    scope: Callable[[Situation], str] = _no_scope
    computed: Callable[[Situation], Mapping[str, Value]] = _nothing_computed
    """Values by dotted path, used where the plan left them unknown."""
    planned: Callable[[Situation], Mapping[str, Value]] = _nothing_computed
    """Computed attributes that are known before the apply."""
    volatile: tuple[str, ...] = ()
    """Computed attributes that any change makes unknown again."""
    read_back: Callable[[Situation], Mapping[str, Value]] = _nothing_computed
    """Computed attributes to which a change gives new values, though its plan keeps those of before."""
    replaces: Callable[[Situation], Iterable[Path]] = _no_replacement
    """Differences between `prior` and `values` that replace the object beyond the schema's immutable
    fields."""
    on_validate: tuple[Check, ...] = ()
    on_plan: tuple[Check, ...] = ()
    on_apply: tuple[Check, ...] = ()
    waits_for: tuple[Check, ...] = ()
    """Checks of an apply that may come right within moments, as pods wait for a Secret that is under way."""
    on_delete: tuple[Check, ...] = ()
    on_read: tuple[Check, ...] = ()
    after_apply: tuple[Effect, ...] = ()
    after_delete: tuple[Effect, ...] = ()
    create_only: tuple[Check, ...] = ()
    """Checks of an apply that creates, after `on_apply`."""


def problems(checks: Iterable[Check], situation: Situation) -> list[Problem]:
    """Return the problems that a list of checks finds."""
    return [problem for check in checks for problem in check(situation)]


def made_up_uuid(*parts: str) -> str:
    """Return a UUID that is the same for the same parts."""
    return str(uuid.uuid5(_SIMULATED, "/".join(parts)))


def made_up_hex(length: int, *parts: str) -> str:
    """Return lower-case hexadecimal digits, the same for the same parts."""
    return hashlib.sha256("/".join(parts).encode()).hexdigest()[:length]


def matches(path: str, pattern: str, rule: str) -> Check:
    """Return a check that a known string matches a pattern; `rule` describes the pattern in words."""
    compiled = re.compile(pattern)

    def check(situation: Situation) -> Iterable[Problem]:
        value = situation.get(path)
        if isinstance(value, str) and not compiled.fullmatch(value):
            yield Problem(
                summary=f'invalid value for "{path}"', detail=f"{value!r}: {rule}", path=as_path(path)
            )

    return check


def one_of(path: str, *allowed: Any) -> Check:
    """Return a check that a known value is one of those allowed."""

    def check(situation: Situation) -> Iterable[Problem]:
        value = situation.get(path)
        if value not in (None, "") and value not in allowed:
            choices = ", ".join(repr(item) for item in allowed)
            yield Problem(
                summary=f'expected "{path}" to be one of [{choices}], got {value!r}',
                path=as_path(path),
            )

    return check


def within(path: str, least: float, most: float) -> Check:
    """Return a check that a known number lies in a range."""

    def check(situation: Situation) -> Iterable[Problem]:
        value = situation.get(path)
        if isinstance(value, int | float) and not least <= value <= most:
            yield Problem(
                summary=f'expected "{path}" to be in the range ({least} - {most}), got {value}',
                path=as_path(path),
            )

    return check


def as_path(dotted: str) -> Path:
    """Return a dotted path as steps; numbers are indices."""
    return tuple(int(step) if step.isdigit() else step for step in dotted.split("."))


def find(cloud: SimulatedCloud, type_: str, scope: str = "", **attributes: Value) -> CloudObject | None:
    """Return the first object of a type whose attributes have these values."""
    for item in cloud.list_objects(type_, scope=scope):
        if all(item.attributes.get(name) == value for name, value in attributes.items()):
            return item
    return None

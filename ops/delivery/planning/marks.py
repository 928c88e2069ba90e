"""What is sensitive in a plan: Terraform's marks, and those of texts that look like credentials."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ops.engine.terraform.credentials import (
    MASK,
    is_credential_name,
    is_entry_credential,
    is_pair_value,
    is_strong_name,
    label_of,
    masked_text,
    secrets_in,
)
from ops.engine.terraform.credentials.commands import secret_arguments

_SIDES: Final = ("before", "after")
_SMALLEST_NUMBER: Final = 1_000


@dataclass(frozen=True, kw_only=True)
class MarkedTexts:
    """The texts that a plan marks as sensitive: values, and keys of marked maps."""

    values: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)


def marked_texts(plan: Mapping[str, Any]) -> MarkedTexts:
    """Return each text that a plan marks: in resources, outputs, variables, and the states."""
    found = MarkedTexts()
    for value in _marked_values(plan):
        _collect(value, found)
    return found


def sensitive_variables(plan: Mapping[str, Any]) -> frozenset[str]:
    """Return the names of the variables that the plan's configuration declares as sensitive."""
    root = _map(_map(plan.get("configuration")).get("root_module"))
    declared = _map(root.get("variables"))
    return frozenset(name for name, variable in declared.items() if _map(variable).get("sensitive"))


def credential_marks(
    value: Any, other: Any, marks: Any, *, name: str = "", label: str = "", below: bool = False
) -> Any:
    """Return Terraform's marks of a value with those of credentials added.

    What does not change (`other` is the other side) is left as it is. `below` is true in a map below a
    credential's name, such as `secrets`.
    """
    if marks is True or value == other:
        return marks
    match value:
        case str():
            return _is_secret(value, name=name, label=label, below=below) or marks
        case bool():
            return marks
        case int() | float():
            return (is_strong_name(name) and abs(value) >= _SMALLEST_NUMBER) or marks
        case list():
            return _list_marks(value, other, marks, name=name, below=below)
        case dict():
            return _map_marks(value, other, marks, name=name, below=below)
        case _:
            return marks


def _is_secret(value: str, *, name: str, label: str, below: bool) -> bool:
    if below and is_entry_credential(name, value):
        return True
    return masked_text(value, name=name, label=label) == MASK


def _list_marks(value: list[Any], other: Any, marks: Any, *, name: str, below: bool) -> list[Any]:
    old = other if isinstance(other, list) else []
    given = marks if isinstance(marks, list) else []
    found = [
        credential_marks(item, _at(old, index), _at(given, index), name=name, below=below)
        for index, item in enumerate(value)
    ]
    if len(value) > 1 and all(isinstance(item, str) for item in value):
        for place in secret_arguments(value):
            found[place] = True
    return found


def _map_marks(value: dict[str, Any], other: Any, marks: Any, *, name: str, below: bool) -> dict[str, Any]:
    old = other if isinstance(other, dict) else {}
    given = marks if isinstance(marks, dict) else {}
    inside = below or is_credential_name(name)
    found = {}
    for key, inner in value.items():
        beside, above = (label_of(value), name) if is_pair_value(key) else ("", key)
        found[key] = credential_marks(
            inner, old.get(key), given.get(key), name=above or key, label=beside, below=inside
        )
    return found


def _at(items: list[Any], index: int) -> Any:
    return items[index] if index < len(items) else None


def _map(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _marked_values(plan: Mapping[str, Any]) -> Iterator[object]:
    """Yield each value, list or map under a mark."""
    for entry in (*plan.get("resource_changes", ()), *plan.get("resource_drift", ())):
        yield from _of_change(_map(entry).get("change"))
    for change in _map(plan.get("output_changes")).values():
        yield from _of_change(change)
    prior, planned = _map(_map(plan.get("prior_state")).get("values")), _map(plan.get("planned_values"))
    for state in (prior, planned):
        for output in _map(state.get("outputs")).values():
            if _map(output).get("sensitive"):
                yield _map(output).get("value")
        yield from _of_module(_map(state.get("root_module")))
    given = _map(plan.get("variables"))
    for name in sensitive_variables(plan) & given.keys():
        yield _map(given[name]).get("value")


def _of_change(change: object) -> Iterator[object]:
    for side in _SIDES:
        yield from _marked(_map(change).get(side), _map(change).get(f"{side}_sensitive"))


def _of_module(module: Mapping[str, Any]) -> Iterator[object]:
    for resource in module.get("resources") or ():
        yield from _marked(_map(resource).get("values"), _map(resource).get("sensitive_values"))
    for child in module.get("child_modules") or ():
        yield from _of_module(_map(child))


def _marked(value: object, marks: object) -> Iterator[object]:
    """Yield the values under Terraform's marks."""
    if marks is True:
        yield value
    elif isinstance(marks, dict) and isinstance(value, dict):
        for name, mark in marks.items():
            yield from _marked(value.get(name), mark)
    elif isinstance(marks, list) and isinstance(value, list):
        for item, mark in zip(value, marks, strict=False):
            yield from _marked(item, mark)


def _collect(value: object, found: MarkedTexts) -> None:
    match value:
        case str():
            found.values.add(value)
            found.values.update(secrets_in(value))
        case bool():
            pass
        case int() | float():
            found.values.add(str(value))
        case list():
            for item in value:
                _collect(item, found)
        case dict():
            found.keys.update(value)
            for item in value.values():
                _collect(item, found)
        case _:
            pass

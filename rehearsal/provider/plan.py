"""The plans of a provider, as pure functions over values and schemas.

Terraform proposes a new state (the configuration merged with the prior state); a provider completes it:
defaults, values that only the apply will know, and which differences mean that the object must be replaced.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rehearsal.cloud.values import UNKNOWN, Dynamic, Path, Type, Value
from rehearsal.provider.schema.model import Attribute, Block, Nested


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """A planned state and the paths whose difference replaces the object."""

    state: Value
    replace: tuple[Path, ...] = ()


def plan_change(
    block: Block,
    *,
    prior: Value,
    proposed: Value,
    config: Value,
    planned_values: Mapping[str, Value] | None = None,
    volatile: tuple[str, ...] = (),
) -> Plan:
    """Plan a change of one object.

    `planned_values` are computed attributes that the provider knows before an apply; `volatile` names
    computed attributes that any change makes unknown again. A null `proposed` is a deletion, a null `prior`
    a creation.
    """
    if proposed is None:
        return Plan(state=None)
    state = _complete(block, prior=prior, proposed=proposed, config=config)
    state |= {name: value for name, value in (planned_values or {}).items() if config.get(name) is None}
    if prior is None:
        return Plan(state=with_unknowns(block, state))
    if same(prior, state, block.type):
        return Plan(state=prior)
    replace = tuple(_replacements(block, prior, state, ()))
    state |= dict.fromkeys(volatile, UNKNOWN)
    return Plan(state=with_unknowns(block, state), replace=replace)


def _complete(block: Block, *, prior: Value, proposed: Value, config: Value) -> dict[str, Value]:
    """Return the proposal with defaults, without write-only values, and with computed blocks kept."""
    state: dict[str, Value] = {}
    for name, attribute in block.attributes.items():
        state[name] = _completed_attribute(attribute, proposed.get(name), _inside(config, name))
    for name, nested in block.blocks.items():
        given = _inside(config, name)
        if nested.computed and not given:
            state[name] = UNKNOWN if prior is None else prior.get(name)
        else:
            state[name] = _completed_items(nested, _inside(prior, name), proposed.get(name), given)
    return state


def _completed_attribute(attribute: Attribute, proposed: Value, config: Value) -> Value:
    if attribute.write_only:
        return None
    if config is None and attribute.default is not None:
        return attribute.default
    if attribute.nested is not None and config is not None:
        return _completed_items(attribute.nested, None, proposed, config)
    return proposed


def _completed_items(nested: Nested, prior: Value, proposed: Value, config: Value) -> Value:
    if proposed is None or proposed is UNKNOWN:
        return proposed
    if nested.mode == "single":
        return _complete(nested.block, prior=prior, proposed=proposed, config=config)
    if nested.mode == "map":
        return {
            key: _complete(
                nested.block, prior=_inside(prior, key), proposed=item, config=_inside(config, key)
            )
            for key, item in proposed.items()
        }
    # Elements of a set have no position: each is its own configuration.
    by_position = nested.mode == "list"
    return [
        _complete(
            nested.block,
            prior=_at(prior, index) if by_position else None,
            proposed=item,
            config=_at(config, index) if by_position else item,
        )
        for index, item in enumerate(proposed)
    ]


def with_unknowns(block: Block, state: dict[str, Value]) -> dict[str, Value]:
    """Return the state with every computed value that nobody set marked as unknown."""
    result = dict(state)
    for name, attribute in block.attributes.items():
        value = result.get(name)
        if value is None and attribute.computed:
            result[name] = UNKNOWN
        elif attribute.nested is not None:
            result[name] = _items_with_unknowns(attribute.nested, value)
    for name, nested in block.blocks.items():
        result[name] = _items_with_unknowns(nested, result.get(name))
    return result


def _items_with_unknowns(nested: Nested, value: Value) -> Value:
    if isinstance(value, list):
        return [with_unknowns(nested.block, item) if isinstance(item, dict) else item for item in value]
    if isinstance(value, dict):
        if nested.mode == "map":
            return {key: with_unknowns(nested.block, item) for key, item in value.items()}
        return with_unknowns(nested.block, value)
    return value


def _replacements(block: Block, prior: Value, state: Value, path: Path) -> Iterator[Path]:
    """Return the paths of immutable fields that differ."""
    for name, attribute in block.attributes.items():
        if attribute.force_new and not same(_inside(prior, name), state.get(name), attribute.type):
            yield (*path, name)
    for name, nested in block.blocks.items():
        yield from _nested_replacements(nested, _inside(prior, name), state.get(name), (*path, name))


def _nested_replacements(nested: Nested, before: Value, after: Value, path: Path) -> Iterator[Path]:
    if after is UNKNOWN or same(before, after, nested.type):
        return
    if nested.mode == "single" and isinstance(before, dict) and isinstance(after, dict):
        yield from _replacements(nested.block, before, after, path)
    elif nested.mode == "list":
        if nested.force_new and len(before or []) != len(after or []):
            yield path
        for index, (old, new) in enumerate(zip(before or [], after or [], strict=False)):
            yield from _replacements(nested.block, old, new, (*path, index))
    elif nested.force_new or any(attribute.force_new for attribute in nested.block.attributes.values()):
        yield path


def same(one: Value, other: Value, type_: Type) -> bool:
    """Return whether two values of a type are equal; sets have no order."""
    return bool(_canonical(one, type_) == _canonical(other, type_))


def _canonical(value: Value, type_: Type) -> Any:
    if isinstance(value, Dynamic):
        return (json.dumps(value.type, sort_keys=True), _canonical(value.value, value.type))
    if value is None or value is UNKNOWN or isinstance(type_, str):
        return value
    kind, inner = type_[0], type_[1]
    if kind == "set":
        return sorted((_canonical(item, inner) for item in value), key=repr)
    if kind == "list":
        return [_canonical(item, inner) for item in value]
    if kind == "map":
        return {key: _canonical(item, inner) for key, item in value.items()}
    if kind == "tuple":
        return [_canonical(item, item_type) for item, item_type in zip(value, inner, strict=True)]
    return {name: _canonical(value.get(name), item_type) for name, item_type in inner.items()}


def _inside(value: Value, name: str) -> Value:
    return value.get(name) if isinstance(value, dict) else None


def _at(value: Value, index: int) -> Value:
    return value[index] if isinstance(value, list) and index < len(value) else None

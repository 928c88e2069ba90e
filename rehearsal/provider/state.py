"""From a planned state to a stored one and back, as pure functions."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from rehearsal.cloud.values import UNKNOWN, Type, Value
from rehearsal.provider.schema.model import Attribute, Block, Nested

_ZERO: dict[str, Value] = {"string": "", "number": 0, "bool": False}


def settle(
    block: Block, planned: dict[str, Value], computed: Mapping[str, Value], seed: str
) -> dict[str, Value]:
    """Return a planned state in which nothing is unknown any more.

    `computed` gives values by dotted path (`metadata.0.uid`, `*` for every item of a list) and is used only
    where the plan left the value open. What no rule knows gets what the SDK stores where a service returns
    nothing (empty, zero, false), except a string that only the service can set: that becomes a token
    derived from `seed`, so that references to it lead somewhere.
    """
    state = planned
    for path, value in computed.items():
        state = _placed(state, path.split("."), value)
    settled: dict[str, Value] = _settled_block(block, state, seed)
    return settled


def _placed(current: Value, steps: list[str], value: Value) -> Value:
    if not steps:
        return value if current is UNKNOWN else current
    step, rest = steps[0], steps[1:]
    if isinstance(current, dict) and step in current:
        return {**current, step: _placed(current[step], rest, value)}
    if isinstance(current, list) and step == "*":
        return [_placed(item, rest, value) for item in current]
    if isinstance(current, list) and step.isdigit() and int(step) < len(current):
        index = int(step)
        return [*current[:index], _placed(current[index], rest, value), *current[index + 1 :]]
    return current


def _settled_block(block: Block, value: Value, seed: str) -> Value:
    if not isinstance(value, dict):
        return value
    state = {
        name: _settled_attribute(attribute, value.get(name), f"{seed}/{name}")
        for name, attribute in block.attributes.items()
    }
    for name, nested in block.blocks.items():
        state[name] = _settled_items(nested, value.get(name), f"{seed}/{name}")
    return state


def _settled_items(nested: Nested, value: Value, seed: str) -> Value:
    if value is UNKNOWN or value is None:
        return [] if nested.many else ({} if nested.mode == "map" else None)
    if isinstance(value, list):
        return [_settled_block(nested.block, item, f"{seed}/{index}") for index, item in enumerate(value)]
    if nested.mode == "map":
        return {key: _settled_block(nested.block, item, f"{seed}/{key}") for key, item in value.items()}
    return _settled_block(nested.block, value, seed)


def _settled_attribute(attribute: Attribute, value: Value, seed: str) -> Value:
    if attribute.write_only:
        return None
    if attribute.nested is not None and (isinstance(value, dict | list) or value is UNKNOWN):
        if value is UNKNOWN and attribute.nested.mode == "single":
            value = dict.fromkeys(attribute.nested.block.attributes, UNKNOWN)
        return _settled_items(attribute.nested, value, seed)
    if value is UNKNOWN:
        only_computed = attribute.computed and not attribute.optional
        return token(seed) if only_computed and attribute.type == "string" else zero(attribute.type)
    return _settled_value(value, attribute.type)


def _settled_value(value: Value, type_: Type) -> Value:
    """Replace unknown leaves inside a known collection (an unknown map element, say) with zero values."""
    if value is UNKNOWN:
        return zero(type_)
    if isinstance(value, list) and isinstance(type_, list) and type_[0] in ("list", "set"):
        return [_settled_value(item, type_[1]) for item in value]
    if isinstance(value, dict) and isinstance(type_, list):
        of_map = type_[0] == "map"
        return {k: _settled_value(item, type_[1] if of_map else type_[1][k]) for k, item in value.items()}
    return value


def zero(type_: Type) -> Value:
    """Return the value that the SDK stores where a service returns nothing."""
    if isinstance(type_, str):
        return _ZERO.get(type_)
    kind = type_[0]
    if kind in ("list", "set", "tuple"):
        return []
    return {} if kind == "map" else {name: zero(inner) for name, inner in type_[1].items()}


def token(seed: str) -> str:
    """Return a short string, the same for the same seed."""
    return f"simulated-{hashlib.sha256(seed.encode()).hexdigest()[:12]}"


def without_secrets(block: Block, state: dict[str, Value], config: Value) -> dict[str, Any]:
    """Return the state for the simulated cloud: without sensitive values of the configuration."""
    kept: dict[str, Any] = {}
    for name, attribute in block.attributes.items():
        given = config.get(name) if isinstance(config, dict) else None
        secret = attribute.write_only or (attribute.sensitive and given is not None)
        if secret:
            kept[name] = None
        elif attribute.nested is not None:
            kept[name] = _items_without_secrets(attribute.nested, state.get(name), given)
        else:
            kept[name] = state.get(name)
    for name, nested in block.blocks.items():
        given = config.get(name) if isinstance(config, dict) else None
        kept[name] = _items_without_secrets(nested, state.get(name), given)
    return kept


def _items_without_secrets(nested: Nested, value: Value, config: Value) -> Value:
    if isinstance(value, list):
        # A set's elements cannot be matched with the configuration's: all sensitive values in them are left
        # out.
        given = (
            config
            if nested.mode == "list" and isinstance(config, list) and len(config) == len(value)
            else value
        )
        return [without_secrets(nested.block, item, g) for item, g in zip(value, given, strict=True)]
    if isinstance(value, dict):
        if nested.mode == "map":
            return {key: without_secrets(nested.block, item, item) for key, item in value.items()}
        return without_secrets(nested.block, value, config)
    return value


def with_secrets(block: Block, stored: Value, current: Value) -> Value:
    """Return the values of a refresh: those of the cloud, or of the state where the cloud keeps none."""
    if not isinstance(stored, dict):
        return stored
    state: dict[str, Value] = {}
    for name, attribute in block.attributes.items():
        value, held = stored.get(name), current.get(name) if isinstance(current, dict) else None
        if attribute.nested is not None:
            state[name] = _items_with_secrets(attribute.nested, value, held)
        else:
            state[name] = held if value is None and attribute.sensitive else value
    for name, nested in block.blocks.items():
        held = current.get(name) if isinstance(current, dict) else None
        state[name] = _items_with_secrets(nested, stored.get(name), held)
    return state


def _items_with_secrets(nested: Nested, value: Value, held: Value) -> Value:
    if value is None:
        return held if _holds_secret(nested) else value
    if isinstance(value, list):
        items = held if isinstance(held, list) and len(held) == len(value) else [None] * len(value)
        return [with_secrets(nested.block, item, h) for item, h in zip(value, items, strict=True)]
    if isinstance(value, dict) and nested.mode != "map":
        return with_secrets(nested.block, value, held)
    return value


def _holds_secret(nested: Nested) -> bool:
    return any(attribute.sensitive for attribute in nested.block.attributes.values())


def written_revisions(block: Block, config: Value) -> dict[str, Value]:
    """Return the write-only attributes that were written, each with its revision; never the values.

    The revision is the attribute beside it: `data_wo_revision` or `administrator_password_wo_version`.
    """
    found: dict[str, Value] = {}
    for name, attribute in block.attributes.items():
        if attribute.write_only and config.get(name) is not None:
            found[name] = config.get(f"{name}_revision", config.get(f"{name}_version"))
    return found

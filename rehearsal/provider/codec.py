"""Terraform's wire format for values: msgpack, walked along the type, and the JSON of state files.

Every number is written as a decimal string: a msgpack float makes Terraform see differences that are none.
Any extension type on the wire stands for an unknown value (code 12 is an unknown with refinements).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import msgpack

from rehearsal.cloud.values import UNKNOWN, Dynamic, Type, Value

_UNKNOWN_ON_THE_WIRE = msgpack.ExtType(0, b"\x00")
_COLLECTIONS = ("list", "set")


def decode(data: bytes, type_: Type) -> Value:
    """Read a value of `type_` from msgpack."""
    raw = msgpack.unpackb(data, raw=False, ext_hook=lambda _code, _data: UNKNOWN, strict_map_key=False)
    return _from_wire(raw, type_)


def encode(value: Value, type_: Type) -> bytes:
    """Write a value of `type_` as msgpack."""
    packed: bytes = msgpack.packb(_to_wire(value, type_), use_bin_type=True)
    return packed


def decode_json(data: bytes, type_: Type) -> Value:
    """Read a value from a state file's JSON.

    What the type does not know is left out, what the JSON lacks is null: how a state is brought up to the
    schema.
    """
    return from_state(json.loads(data), type_)


def to_state(value: Value) -> Any:
    """Return a wholly known value as in the JSON of a state file."""
    if isinstance(value, Dynamic):
        return {"type": value.type, "value": to_state(value.value)}
    if isinstance(value, dict):
        return {name: to_state(item) for name, item in value.items()}
    if isinstance(value, list):
        return [to_state(item) for item in value]
    return value


def _from_wire(raw: Any, type_: Type) -> Value:
    if raw is None or raw is UNKNOWN:
        return raw
    if type_ == "dynamic":
        inner = json.loads(raw[0])
        return Dynamic(type=inner, value=_from_wire(raw[1], inner))
    return _walk(raw, type_, _from_wire)


def from_state(raw: Any, type_: Type) -> Value:
    """Return a value of `type_` out of a state file's JSON; what is missing is null."""
    if raw is None:
        return None
    if type_ == "dynamic":
        return Dynamic(type=raw["type"], value=from_state(raw["value"], raw["type"]))
    return _walk(raw, type_, from_state)


def _walk(raw: Any, type_: Type, read: Callable[[Any, Type], Value]) -> Value:
    if isinstance(type_, str):
        return _number(raw) if type_ == "number" else raw
    kind, inner = type_[0], type_[1]
    if kind in _COLLECTIONS:
        return [read(item, inner) for item in raw]
    if kind == "map":
        return {key: read(item, inner) for key, item in raw.items()}
    if kind == "tuple":
        return [read(item, item_type) for item, item_type in zip(raw, inner, strict=True)]
    return {name: read(raw.get(name), item_type) for name, item_type in inner.items()}


def _number(raw: Any) -> int | float:
    if isinstance(raw, str):
        return int(raw) if raw.lstrip("-").isdigit() else float(raw)
    if isinstance(raw, float) and raw.is_integer():
        return int(raw)
    return raw  # type: ignore[no-any-return]


def _to_wire(value: Value, type_: Type) -> Any:
    if value is UNKNOWN:
        return _UNKNOWN_ON_THE_WIRE
    if value is None:
        return None
    if type_ == "dynamic":
        dynamic = value if isinstance(value, Dynamic) else Dynamic(type=type_of(value), value=value)
        return [json.dumps(dynamic.type).encode(), _to_wire(dynamic.value, dynamic.type)]
    if isinstance(type_, str):
        return str(value) if type_ == "number" else value
    kind, inner = type_[0], type_[1]
    if kind in _COLLECTIONS:
        return [_to_wire(item, inner) for item in value]
    if kind == "map":
        return {key: _to_wire(item, inner) for key, item in value.items()}
    if kind == "tuple":
        return [_to_wire(item, item_type) for item, item_type in zip(value, inner, strict=True)]
    return {name: _to_wire(value.get(name), item_type) for name, item_type in inner.items()}


def type_of(value: Value) -> Type:
    """Return the type that Terraform would infer for a literal."""
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "string"
    if isinstance(value, dict):
        return ["object", {name: type_of(item) for name, item in value.items()}]
    if isinstance(value, list):
        return ["tuple", [type_of(item) for item in value]]
    return "dynamic"

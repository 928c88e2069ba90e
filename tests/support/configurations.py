"""Configurations made out of schemas: required arguments only, or all that can be set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rehearsal.cloud.values import Type
from rehearsal.provider.schema.model import Attribute, Block, Nested, Schema

Json = dict[str, Any]

WORD = "simulated"
"""The value of every string: it is a valid name everywhere."""

_SCALARS: Mapping[str, Any] = {"string": WORD, "number": 1, "bool": True}


def configuration(
    schema: Schema, *, everything: bool, overrides: Mapping[str, Any], without: set[str]
) -> Json:
    """Return the arguments of a resource; `overrides` replaces values by path, `without` omits arguments."""
    made = _block(schema.block, everything=everything, path="", overrides=overrides, without=without)
    return made | {name: value for name, value in overrides.items() if "." not in name}


def _block(
    block: Block, *, everything: bool, path: str, overrides: Mapping[str, Any], without: set[str]
) -> Json:
    made: Json = {}
    for name, attribute in block.attributes.items():
        where = f"{path}{name}"
        if where in overrides:
            made[name] = overrides[where]
        elif where not in without and _wanted(attribute, everything=everything, name=where):
            made[name] = _attribute(
                attribute, everything=everything, path=where, overrides=overrides, without=without
            )
    for name, nested in block.blocks.items():
        where = f"{path}{name}"
        if where in overrides:
            made[name] = overrides[where]
        elif where not in without and (nested.min_items or (everything and name != "timeouts")):
            made[name] = _nested(
                nested, everything=everything, path=where, overrides=overrides, without=without
            )
    return made


def _wanted(attribute: Attribute, *, everything: bool, name: str) -> bool:
    if attribute.required:
        return True
    settable = attribute.optional and name not in ("id", "timeouts")
    return everything and settable


def _attribute(attribute: Attribute, **how: Any) -> Any:
    if attribute.nested is not None:
        return _nested(attribute.nested, **how)
    return _value(attribute.type)


def _nested(nested: Nested, *, path: str, **how: Any) -> Any:
    item = _block(nested.block, path=f"{path}.", **how)
    if nested.mode == "single":
        return item
    if nested.mode == "map":
        return {"key": item}
    return [item] * max(1, nested.min_items if nested.mode == "list" else 1)


def _value(type_: Type) -> Any:
    if type_ == "dynamic":
        return {WORD: WORD}
    if isinstance(type_, str):
        return _SCALARS[type_]
    kind, inner = type_[0], type_[1]
    if kind in ("list", "set"):
        return [_value(inner)]
    if kind == "map":
        return {"key": _value(inner)}
    return {name: _value(item) for name, item in inner.items()}

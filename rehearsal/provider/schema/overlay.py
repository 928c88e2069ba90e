"""The parts of a schema that the bindings do not have, merged into it.

The overlay's files hold, a resource type: schema version, sensitive and write-only attributes, defaults,
immutable fields (`force_new`), item limits above one, and the blocks that the service fills by itself
(`computed_blocks`), each by its dotted path of names.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

Json = dict[str, Any]

_FOLDER = Path(__file__).parent.parent / "overlay"
_ATTRIBUTE_FLAGS = ("sensitive", "write_only", "force_new")


def overlay_file(provider: str) -> Path:
    """Return the file of a provider's overlay."""
    return _FOLDER / f"{provider}.json"


@cache
def _facts(provider: str) -> dict[str, Json]:
    resources: dict[str, Json] = json.loads(overlay_file(provider).read_text())["resources"]
    return resources


def apply_overlay(provider: str, schemas: Json) -> None:
    """Complete a provider's resource schemas in place.

    `kubernetes_secret` and the like share the facts of their `_v1` twin.
    Raises LookupError for a path that the schema does not have: the overlay is for another version then.
    """
    facts = _facts(provider)
    for name, schema in schemas["resource_schemas"].items():
        found = facts.get(name) or facts.get(f"{name}_v1")
        if found:
            _complete(schema, found, name)


def _complete(schema: Json, facts: Json, name: str) -> None:
    schema["version"] = facts.get("schema_version", 0)
    block = schema["block"]
    for flag in _ATTRIBUTE_FLAGS:
        for path in facts.get(flag, []):
            _entry(block, path, name)[flag] = True
    for path, default in facts.get("default", {}).items():
        _entry(block, path, name)["default"] = default
    for path in facts.get("computed_blocks", []):
        _entry(block, path, name)["computed"] = True
    for path, (least, most) in facts.get("item_limits", {}).items():
        _entry(block, path, name).update(min_items=least, max_items=most)


def _entry(block: Json, path: str, name: str) -> Json:
    """Return the attribute or block at a dotted path; a separate entry where it ends in an object type."""
    *parents, last = path.split(".")
    for step in parents:
        inner: Json | None = block.get("block_types", {}).get(step)
        if inner is None:
            return _inside_attribute(block, step, path, name)
        block = inner["block"]
    found: Json | None = block.get("block_types", {}).get(last) or block.get("attributes", {}).get(last)
    if found is None:
        raise LookupError(f"The overlay names {name}.{path}, which the installed bindings do not have.")
    return found


def _inside_attribute(block: Json, step: str, path: str, name: str) -> Json:
    """Return the entry of a nested attribute; inside a plain object type there is nothing to flag."""
    attribute = block.get("attributes", {}).get(step)
    if attribute is None:
        raise LookupError(f"The overlay names {name}.{path}, which the installed bindings do not have.")
    if "nested_type" in attribute:
        return _entry(attribute["nested_type"], path.rpartition(f"{step}.")[2], name)
    return {}

"""The metadata that Dapr's components know, as the project publishes it beside their source.

daprd ignores a key that a component does not read. The lists are in components-contrib, in the version that
daprd is built with: <kind>/<name>/metadata.yaml. Dapr compares keys without regard to case.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from tests.components.helm import module_folder
from tools.components.go_programs import MODULES

_MODULE: Final = "github.com/dapr/components-contrib"


def unknown_metadata(component: Mapping[str, Any]) -> list[str]:
    """Return the keys, and the values of closed lists, of a component that its maker does not list."""
    known = known_keys(component["spec"]["type"], component["spec"]["version"])
    found = []
    for entry in component["spec"]["metadata"]:
        allowed = known.get(entry["name"].lower())
        if allowed is None:
            found.append(entry["name"])
        elif allowed and "value" in entry and entry["value"] not in allowed:
            found.append(f"{entry['name']}: {entry['value']}")
    return found


@cache
def known_keys(type_: str, version: str) -> Mapping[str, frozenset[str]]:
    """Return the keys of a type and version, in lower case, each with its allowed values: none means any.

    Raises LookupError when there is no such component.
    """
    kind, _, name = type_.partition(".")
    folder = _contrib() / kind / name
    documents = [yaml.safe_load(file.read_text()) for file in sorted(folder.glob("**/metadata.yaml"))]
    wanted = {"type": kind, "name": name, "version": version}
    described = [each for each in documents if wanted.items() <= each.items()]
    if not described:
        raise LookupError(f"components-contrib describes no {type_}/{version}")
    keys: dict[str, frozenset[str]] = {}
    for entry in _entries(described[0]):
        key = entry["name"].lower()
        keys[key] = keys.get(key, frozenset()) | {str(value) for value in entry.get("allowedValues", ())}
    return keys


def _entries(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the entries of a component, those of its ways to sign in among them."""
    profiles = document.get("authenticationProfiles", [])
    return [*document["metadata"], *(entry for profile in profiles for entry in profile["metadata"])]


def _contrib() -> Path:
    pinned = (MODULES / "dapr" / "go.mod").read_text()
    found = re.search(rf"{re.escape(_MODULE)} (v\S+)", pinned)
    assert found, f"{_MODULE} is not required"
    return module_folder(_MODULE, found[1])

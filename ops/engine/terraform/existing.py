"""Objects that exist although the state does not have them, as an apply tells of them.

The provider of Azure names the id; those of Kubernetes and Helm say only that the name is used. Source of the
first: hashicorp/terraform-provider-azurerm, internal/tf/errors.go; the others are unverified.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from ops.engine.terraform.events import Diagnostic, parse_event

_EXISTS: Final = re.compile(
    r"already exists|RoleAssignmentExists|cannot re-?use a name that is still in use", re.IGNORECASE
)
_ID: Final = re.compile(r"""with the ID ["'](?P<id>[^"']+)["'] already exists""", re.IGNORECASE)
_CREATED: Final = "create"
_DELETED: Final = "delete"


def existing_objects(diagnostics: Iterable[Diagnostic]) -> dict[str, str]:
    """Return the addresses whose objects exist already, with the id where the provider names it."""
    return {
        found.address: named["id"] if (named := _ID.search(str(found))) else ""
        for found in diagnostics
        if found.address and found.severity == "error" and _EXISTS.search(str(found))
    }


def objects_of_applies(logs: Sequence[Sequence[str]]) -> dict[str, str]:
    """Return what applies made or met, by address, with the id or an empty text; oldest log first.

    An object that a later line deletes is left out.
    """
    found: dict[str, str] = {}
    for log in logs:
        for facts in _documents(log):
            if facts.get("type") == "apply_complete":
                _take_completed(facts.get("hook") or {}, found)
            elif facts.get("type") == "diagnostic":
                for address, id_ in existing_objects(_diagnostic(facts.get("diagnostic") or {})).items():
                    found[address] = id_ or found.get(address, "")
    return found


def _take_completed(hook: Mapping[str, Any], found: dict[str, str]) -> None:
    address = (hook.get("resource") or {}).get("addr", "")
    if hook.get("action") == _CREATED and address:
        found[address] = str(hook.get("id_value", "")) if hook.get("id_key") == "id" else ""
    elif hook.get("action") == _DELETED:
        found.pop(address, None)


def _documents(lines: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    for line in lines:
        try:
            facts = json.loads(line)
        except ValueError:
            continue
        if isinstance(facts, dict):
            yield facts


def _diagnostic(facts: Mapping[str, Any]) -> list[Diagnostic]:
    parsed = parse_event({"type": "diagnostic", "diagnostic": facts}) if "summary" in facts else None
    return [parsed] if isinstance(parsed, Diagnostic) else []

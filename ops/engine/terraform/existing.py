"""Objects that exist although the state does not have them, as an apply tells of them.

The provider of Azure names the id; those of Kubernetes and Helm say only that the name is used. Source of the
first: hashicorp/terraform-provider-azurerm, internal/tf/errors.go; the others are unverified.
"""

import json
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from ops.engine.terraform.events import Diagnostic, parse_event

_EXISTS: Final = re.compile(
    r"already exists|RoleAssignmentExists|cannot re-?use a name that is still in use", re.IGNORECASE
)
_ID: Final = re.compile(r"""with the ID ["'](?P<id>[^"']+)["'] already exists""", re.IGNORECASE)
# Azure's answer. Source: docs/decisions/0086-recover-by-import.md.
_ASSIGNMENT: Final = re.compile(
    r"ID of the existing role assignment is (?P<id>[0-9a-f]{32}|[0-9a-f-]{36})\b", re.IGNORECASE
)
#: How the id of a role assignment goes on below its scope.
ROLE_ASSIGNMENTS: Final = "/providers/Microsoft.Authorization/roleAssignments/"
_CREATED: Final = "create"
_DELETED: Final = "delete"


def existing_objects(diagnostics: Iterable[Diagnostic]) -> dict[str, str]:
    """Return the addresses whose objects exist already, with the id where the provider names it."""
    existing: dict[str, str] = {}
    for found in diagnostics:
        text = str(found)
        if found.address and found.severity == "error" and _EXISTS.search(text):
            existing[found.address] = _id_in(text) or existing.get(found.address, "")
    return existing


def _id_in(text: str) -> str:
    """Return the id that an error names; of a role assignment the part below its scope."""
    if named := _ID.search(text):
        return named["id"]
    if assignment := _ASSIGNMENT.search(text):
        return f"{ROLE_ASSIGNMENTS}{uuid.UUID(assignment['id'])}"
    return ""


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

"""The roles that the caller needs for the first deployment."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from azure.mgmt.authorization.v2022_04_01 import AuthorizationManagementClient
from azure.mgmt.authorization.v2022_04_01.models import Permission, RoleDefinition

from ops.clients.azure.environment import AzureTarget
from ops.clients.azure.management import AzureClients
from ops.commands.bootstrap.permissions import (
    ROLE_ASSIGNMENT,
    assigned_roles,
    assigns_own_roles,
    needed_actions,
)
from ops.commands.bootstrap.preflight.outcome import NotCheckedError
from ops.common.errors import UserError

# Source: learn.microsoft.com, "Azure built-in roles"; the ids are the same in every tenant.
BUILT_IN: Final[Mapping[str, str]] = {
    "Owner": "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    "Contributor": "b24988ac-6180-42a0-ab88-20f7382dd24c",
    "User Access Administrator": "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
    "Role Based Access Control Administrator": "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
    "Locks Contributor": "28bf596f-4eb7-45ce-b5bc-6cf482fec137",
    "Storage Blob Data Contributor": "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
    "Storage Blob Data Owner": "b7e6dc6d-f1e5-4f4c-8ae4-2b7fd4ad6da4",
}
_SHOWN: Final = 4
# The conditions that the portal writes for "selected roles" and for "all roles except privileged ones".
# Source: learn.microsoft.com, "Examples to delegate Azure role assignment management with conditions".
_ROLE_ID: Final = r"@Request\[Microsoft\.Authorization/roleAssignments:RoleDefinitionId\]\s*"
_IDS: Final = r"\s*\{([0-9a-f,\s-]*)\}"
_ONLY: Final = re.compile(rf"{_ROLE_ID}ForAnyOfAnyValues:GuidEquals{_IDS}", re.IGNORECASE)
_EXCEPT: Final = re.compile(rf"{_ROLE_ID}ForAnyOfAllValues:GuidNotEquals{_IDS}", re.IGNORECASE)
_REQUEST: Final = re.compile(r"@Request\[", re.IGNORECASE)


class MissingRoleError(UserError):
    """A role on the subscription that the caller lacks."""


@dataclass(frozen=True, kw_only=True)
class HeldRole:
    """A role that the caller has on the whole subscription: its permissions and its condition."""

    name: str
    permissions: Sequence[Permission]
    condition: str

    def allows(self, action: str) -> bool:
        """Say whether one of its permissions has the action, and does not take it away again."""
        return any(
            _matches(one.actions, action) and not _matches(one.not_actions, action)
            for one in self.permissions
        )

    def may_assign(self, role: str) -> bool | None:
        """Say whether its condition lets the holder assign a role, by id; None if that is not known."""
        if not self.condition:
            return True
        only, excepted = _ONLY.findall(self.condition), _EXCEPT.findall(self.condition)
        # Anything else that is asked of the request, such as the type of the principal, is not evaluated.
        if len(only) + len(excepted) != 1 or len(_REQUEST.findall(self.condition)) != 1:
            return None
        ids = {one.strip().casefold() for one in (only or excepted)[0].split(",")}
        return (role.casefold() in ids) == bool(only)


def check_roles(target: AzureTarget) -> str:
    """Return the roles that suffice, custom ones too.

    Raises MissingRoleError with what the caller has and lacks, and NotCheckedError for a condition that
    cannot be evaluated here.
    """
    client = target.azure.open(AuthorizationManagementClient)
    definitions = {str(one.name).casefold(): one for one in client.role_definitions.list(target.subscription)}
    held = _held(target, definitions)
    lacking = [
        action
        for action in needed_actions(target.environment)
        if not any(role.allows(action) for role in held)
    ]
    if lacking:
        raise _refusal(target, held, lacks=_some(lacking))
    _require_assignable(target, held, definitions.values())
    return " and ".join(_names(held))


def held_roles(azure: AzureClients, scope: str, *, object_id: str) -> frozenset[str]:
    """Return which of the built-in roles above a principal has on a scope, itself or through a group."""
    names = {id_: name for name, id_ in BUILT_IN.items()}
    assignments = azure.open(AuthorizationManagementClient).role_assignments.list_for_scope(
        scope, filter=f"assignedTo('{object_id}')"
    )
    # The list also holds what is assigned further down, on a single resource of this subscription.
    return frozenset(
        names[id_]
        for one in assignments
        if (id_ := _guid(one.role_definition_id)) in names and _reaches(str(one.scope), scope)
    )


def _held(target: AzureTarget, definitions: Mapping[str, RoleDefinition]) -> list[HeldRole]:
    """Return the roles that reach the whole subscription; those below it suffice for no deployment."""
    assignments = target.azure.open(AuthorizationManagementClient).role_assignments.list_for_scope(
        target.subscription, filter=f"assignedTo('{target.caller.object_id}')"
    )
    held = []
    for one in assignments:
        definition = definitions.get(_guid(one.role_definition_id))
        if definition is not None and _reaches(str(one.scope), target.subscription):
            held.append(
                HeldRole(
                    name=str(definition.role_name),
                    permissions=definition.permissions or (),
                    condition=one.condition or "",
                )
            )
    return held


def _require_assignable(
    target: AzureTarget, held: Sequence[HeldRole], definitions: Iterable[RoleDefinition]
) -> None:
    """Raise an error unless the conditions of the caller's roles allow every role that is assigned."""
    assigning = [role for role in held if role.allows(ROLE_ASSIGNMENT)]
    ids = {str(one.role_name): str(one.name) for one in definitions}
    wanted = {name: ids.get(name, "") for name in assigned_roles(target.environment)}
    if assigns_own_roles(target.environment):
        wanted["the foundation's custom roles"] = ""
    answers = {name: [role.may_assign(id_) for role in assigning] for name, id_ in wanted.items()}
    refused = [name for name, found in answers.items() if not any(found) and None not in found]
    if refused:
        raise _refusal(target, held, lacks=f"a condition forbids assigning {_some(sorted(refused))}")
    if not all(any(found) for found in answers.values()):
        raise NotCheckedError(
            f"a condition restricts which roles {target.caller.name} may assign, in a form that is not known",
            where=f"role assignments of {target.caller.object_id} on {target.subscription}",
            remedy=f"check that it allows {', '.join(sorted(wanted))}; then use --allow-unchecked",
        )


def _refusal(target: AzureTarget, held: Sequence[HeldRole], *, lacks: str) -> MissingRoleError:
    return MissingRoleError(
        f"{target.caller.name} may not deploy: a first deployment needs Owner, or Contributor with "
        f"User Access Administrator; held: {', '.join(_names(held)) or 'none'}; missing: {lacks}",
        where=f"subscription {target.environment.azure.subscription_id}",
        remedy=(
            "an owner runs: az role assignment create --role Owner "
            f"--assignee {target.caller.object_id} --scope {target.subscription}; "
            "a role that must be activated (PIM) counts only while it is active"
        ),
    )


def _names(held: Sequence[HeldRole]) -> list[str]:
    return sorted({role.name for role in held})


def _some(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _guid(definition: str | None) -> str:
    return str(definition).rpartition("/")[2].casefold()


def _matches(patterns: Iterable[str] | None, action: str) -> bool:
    """Say whether an action is among a permission's, in which an asterisk stands for any text."""
    return any(
        re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), action, re.IGNORECASE)
        for pattern in patterns or ()
    )


def _reaches(assigned: str, scope: str) -> bool:
    """Say whether a role that is assigned on one scope holds on the other: the same, or one above it."""
    above = assigned.rstrip("/").casefold()
    return (
        not above
        or above.startswith("/providers/microsoft.management/managementgroups/")
        or f"{scope.casefold()}/".startswith(f"{above}/")
    )

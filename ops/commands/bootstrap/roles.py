"""The roles that the caller needs for the first deployment."""

from collections.abc import Mapping
from typing import Final

from azure.mgmt.authorization.v2022_04_01 import AuthorizationManagementClient

from ops.clients.azure.environment import AzureTarget
from ops.clients.azure.management import AzureClients
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
# The foundation creates resources, assigns roles to its identities and locks the database. Contributor may
# not do the last two. User Access Administrator may do both; Role Based Access Control Administrator may not
# set the lock. A custom role's actions are not read: it must be assigned together with one of these.
ENOUGH: Final = (
    frozenset({"Owner"}),
    frozenset({"Contributor", "User Access Administrator"}),
)


class MissingRoleError(UserError):
    """A role on the subscription that the caller lacks."""


def check_roles(target: AzureTarget) -> str:
    """Return the roles that suffice; raise MissingRoleError, naming what the caller has and lacks."""
    held = held_roles(target.azure, target.subscription, object_id=target.caller.object_id)
    for enough in ENOUGH:
        if enough <= held:
            return " and ".join(sorted(enough))
    has = ", ".join(sorted(held)) or "none of the roles that count"
    raise MissingRoleError(
        f"{target.caller.name} may not deploy: a first deployment needs Owner, or Contributor with "
        f"User Access Administrator; held: {has}",
        where=f"subscription {target.environment.azure.subscription_id}",
        remedy=(
            "an owner runs: az role assignment create --role Owner "
            f"--assignee {target.caller.object_id} --scope {target.subscription}; "
            "a role that must be activated (PIM) counts only while it is active"
        ),
    )


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
        if (id_ := str(one.role_definition_id).rpartition("/")[2]) in names
        and _reaches(str(one.scope), scope)
    )


def _reaches(assigned: str, scope: str) -> bool:
    """Say whether a role that is assigned on one scope holds on the other: the same, or one above it."""
    above = assigned.rstrip("/").casefold()
    return (
        not above
        or above.startswith("/providers/microsoft.management/managementgroups/")
        or f"{scope.casefold()}/".startswith(f"{above}/")
    )

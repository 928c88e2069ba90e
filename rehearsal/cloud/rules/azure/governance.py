"""Resource groups, locks, roles and budgets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from rehearsal.cloud.rules.azure.common import GUID, azure_rule, subscription_path
from rehearsal.cloud.rules.base import Problem, Rule, Situation, made_up_uuid, matches, one_of, within
from rehearsal.cloud.values import Value, blocks, known

_FIRST_OF_MONTH = re.compile(r"\d{4}-\d{2}-01T00:00:00(?:\.0+)?Z")
_BUDGET_NOTIFICATIONS = 5
# Built-in roles that the simulated cloud knows by id. Source: MicrosoftDocs/azure-docs,
# articles/role-based-access-control/built-in-roles.md, its version of 2026-04-09.
BUILT_IN_ROLES = {
    "AcrPull": "7f951dda-4ed3-4680-a7ca-43fe172d538d",
    "AcrPush": "8311e382-0749-4cb8-b61a-304f252e45ec",
    "Azure Kubernetes Service Cluster Admin Role": "0ab0b1a8-8aac-4efd-b8c2-3ee1fb270be8",
    "Azure Kubernetes Service Cluster User Role": "4abbcc35-e782-43d8-92c5-2d3f1bd2253f",
    "Azure Kubernetes Service Contributor Role": "ed7f3fbd-7b88-4dd4-9017-9adb7ce333f8",
    "Azure Kubernetes Service RBAC Admin": "3498e952-d568-435e-9b2c-8d77e338d7f7",
    "Azure Kubernetes Service RBAC Cluster Admin": "b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b",
    "Azure Kubernetes Service RBAC Reader": "7f6c6a51-bcf8-42ba-9220-52d62157d7db",
    "Azure Kubernetes Service RBAC Writer": "a7ffa36f-339b-4b5c-8bdf-e2c188b2c0eb",
    "Contributor": "b24988ac-6180-42a0-ab88-20f7382dd24c",
    "Cost Management Contributor": "434105ed-43f6-45c7-a02f-909b2ba83430",
    "Cost Management Reader": "72fafb9e-0641-4937-9268-a91bfd8191a3",
    "Locks Contributor": "28bf596f-4eb7-45ce-b5bc-6cf482fec137",
    "Log Analytics Contributor": "92aaf0da-9dab-42b6-94a3-d43ce8d16293",
    "Log Analytics Reader": "73c42c96-874c-492b-b04d-ab87d138a893",
    "Managed Identity Contributor": "e40ec5ca-96e0-45a2-b4ff-59039f2c2b59",
    "Managed Identity Operator": "f1a07417-d97a-45cb-824c-7a7467783830",
    "Monitoring Contributor": "749f88d5-cbae-40b8-bcfc-e573ddc772fa",
    "Monitoring Metrics Publisher": "3913510d-42f4-4e42-8a64-420c390055eb",
    "Monitoring Reader": "43d0d8ad-25c7-4714-9337-8ba259a9fe05",
    "Network Contributor": "4d97b98b-1d4f-4787-a291-c67834d212e7",
    "Owner": "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    "Reader": "acdd72a7-3385-48ef-bd42-f606fba81ae7",
    "Role Based Access Control Administrator": "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
    "Storage Blob Data Contributor": "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
    "Storage Blob Data Reader": "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
    "User Access Administrator": "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
}


def _group_is_empty(situation: Situation) -> Iterable[Problem]:
    """Refuse to delete a group that still has resources, as the provider does by default."""
    inside = f"{situation.text('id').lower()}/"
    left = [
        item.id for item in situation.cloud.list_objects("azurerm_%") if item.id.lower().startswith(inside)
    ]
    if left:
        yield Problem(
            summary=f"deleting Resource Group {situation.text('name')!r}: the Resource Group still "
            "contains Resources",
            detail="Destroy these first, or import them: " + ", ".join(left[:10]),
        )


def _role_assignment_id(situation: Situation) -> str:
    name = situation.text("name") or made_up_uuid(
        "role assignment",
        situation.text("scope"),
        situation.text("principal_id"),
        situation.text("role_definition_name") or situation.text("role_definition_id"),
    )
    return f"{situation.text('scope')}/providers/Microsoft.Authorization/roleAssignments/{name}"


def _role_assignment_computed(situation: Situation) -> Mapping[str, Value]:
    role = BUILT_IN_ROLES.get(situation.text("role_definition_name"), "")
    definition = situation.text("role_definition_id")
    by_id = {value: name for name, value in BUILT_IN_ROLES.items()}
    return {
        "name": _role_assignment_id(situation).rpartition("/")[2],
        "role_definition_id": f"{subscription_path(situation)}{_ROLE_DEFINITIONS}/{role}",
        "role_definition_name": _custom_role_name(situation, definition)
        or by_id.get(definition.rpartition("/")[2], ""),
        "principal_type": situation.text("principal_type") or "ServicePrincipal",
        "skip_service_principal_aad_check": False,
    }


_ROLE_DEFINITIONS = "/providers/Microsoft.Authorization/roleDefinitions"


def _custom_role_name(situation: Situation, definition: str) -> str:
    for role in situation.cloud.list_objects("azurerm_role_definition"):
        if definition and role.attributes.get("role_definition_resource_id") == definition:
            return role.name
    return ""


def _role_is_known(situation: Situation) -> Iterable[Problem]:
    name = situation.text("role_definition_name")
    custom = {role.name for role in situation.cloud.list_objects("azurerm_role_definition")}
    if name and name not in BUILT_IN_ROLES and name not in custom:
        yield Problem(
            summary=f"loading Role Definition List: could not find role {name!r}",
            detail="The simulated cloud knows the roles in rehearsal/cloud/rules/azure/governance.py "
            "and those that are "
            "created as azurerm_role_definition.",
            path=("role_definition_name",),
        )


def _assignment_is_new(situation: Situation) -> Iterable[Problem]:
    """Refuse a second assignment of one role to one principal at one scope, as Azure does."""
    wanted = (
        situation.text("scope").lower(),
        situation.text("principal_id"),
        situation.text("role_definition_name"),
    )
    for item in situation.cloud.list_objects("azurerm_role_assignment"):
        held = item.attributes
        if wanted[2] and wanted == (
            str(held.get("scope")).lower(),
            held.get("principal_id"),
            held.get("role_definition_name"),
        ):
            yield Problem(
                summary="RoleAssignmentExists: The role assignment already exists.",
                detail="The ID of the existing role assignment is "
                f"{item.id.rpartition('/')[2].replace('-', '')}.",
            )


def _principal_is_guid(situation: Situation) -> Iterable[Problem]:
    value = situation.text("principal_id")
    if value and not re.fullmatch(GUID, value):
        yield Problem(
            summary="BadRequest: Invalid principal",
            detail=f"The principal {value!r} is no object id (a GUID).",
            path=("principal_id",),
        )


def _role_definition_id(situation: Situation) -> str:
    return f"{_role_definition_resource_id(situation)}|{situation.text('scope')}"


def _role_definition_resource_id(situation: Situation) -> str:
    scope = situation.text("scope")
    name = situation.text("role_definition_id") or made_up_uuid(
        "role definition", scope, situation.text("name")
    )
    return f"{scope}{_ROLE_DEFINITIONS}/{name}"


def _role_definition_computed(situation: Situation) -> Mapping[str, Value]:
    resource_id = _role_definition_resource_id(situation)
    return {
        "role_definition_id": resource_id.rpartition("/")[2],
        "role_definition_resource_id": resource_id,
        "assignable_scopes": [situation.text("scope")],
    }


def _budget_dates(situation: Situation) -> Iterable[Problem]:
    start = situation.text("time_period.0.start_date")
    if start and not _FIRST_OF_MONTH.fullmatch(start):
        yield Problem(
            summary='"start_date" has to be the first of a month at midnight in UTC '
            f"(2026-01-01T00:00:00Z), got {start!r}",
            path=("time_period", 0, "start_date"),
        )


def _budget_start_is_not_past(situation: Situation) -> Iterable[Problem]:
    """Refuse a budget that starts before the current month, as Azure does at its creation."""
    from datetime import UTC, datetime

    start = situation.text("time_period.0.start_date")
    this_month = datetime.now(UTC).strftime("%Y-%m")
    if start and start[:7] < this_month:
        yield Problem(
            summary="400 Bad Request: Start date is not valid",
            detail=(
                f"{start} is before the current month ({this_month}). Record a start month that is not past."
            ),
            path=("time_period", 0, "start_date"),
        )


def _budget_notifications(situation: Situation) -> Iterable[Problem]:
    seen = set()
    notifications = list(blocks(situation.values, "notification"))
    for path, block in notifications:
        key = tuple(known(block, name, "") for name in ("threshold_type", "operator", "threshold"))
        if key in seen:
            yield Problem(
                summary="Two notifications have the same type, operator and threshold: Azure keeps one",
                path=path,
            )
        seen.add(key)
        contacts = ("contact_emails", "contact_groups", "contact_roles")
        if all(block.get(name) in (None, []) for name in contacts):
            yield Problem(
                summary="A notification has no contact: set contact_emails, contact_groups or contact_roles",
                path=path,
            )
    if len(notifications) > _BUDGET_NOTIFICATIONS:
        yield Problem(
            summary=f"A budget has at most {_BUDGET_NOTIFICATIONS} notifications",
            path=("notification",),
        )


def _budget(identity: str) -> Rule:
    return azure_rule(
        lambda s: f"{s.text(identity)}/providers/Microsoft.Consumption/budgets/{s.text('name')}",
        computed=lambda _s: {
            "time_period.0.end_date": "2036-01-01T00:00:00Z",
            "etag": made_up_uuid("budget"),
        },
        parents=("resource_group_id",) if identity == "resource_group_id" else (),
        validate=(
            within("amount", 1, 1e12),
            _budget_dates,
            _budget_notifications,
            matches("subscription_id", r"/subscriptions/.+", "give the id as /subscriptions/<id>"),
        ),
        create=(_budget_start_is_not_past,),
    )


RULES = {
    "azurerm_resource_group": azure_rule(
        lambda s: f"{subscription_path(s)}/resourceGroups/{s.text('name')}",
        validate=(
            matches(
                "name", r"[\w().-]{0,89}[\w()-]", "1-90 letters, digits, _ ( ) . - and no dot at the end"
            ),
        ),
        delete=(_group_is_empty,),
    ),
    "azurerm_management_lock": azure_rule(
        lambda s: f"{s.text('scope')}/providers/Microsoft.Authorization/locks/{s.text('name')}",
        parents=("scope",),
        validate=(one_of("lock_level", "CanNotDelete", "ReadOnly"),),
    ),
    "azurerm_role_assignment": azure_rule(
        _role_assignment_id,
        computed=_role_assignment_computed,
        parents=("scope",),
        apply=(_principal_is_guid, _role_is_known),
        create=(_assignment_is_new,),
    ),
    "azurerm_role_definition": azure_rule(
        _role_definition_id, computed=_role_definition_computed, parents=("scope",)
    ),
    "azurerm_consumption_budget_subscription": _budget("subscription_id"),
    "azurerm_consumption_budget_resource_group": _budget("resource_group_id"),
    "azurerm_storage_account": azure_rule(
        lambda s: (
            f"{subscription_path(s)}/resourceGroups/{s.text('resource_group_name')}"
            f"/providers/Microsoft.Storage/storageAccounts/{s.text('name')}"
        ),
        computed=lambda s: {
            "primary_blob_endpoint": f"https://{s.text('name')}.blob.core.windows.net/",
            "primary_blob_host": f"{s.text('name')}.blob.core.windows.net",
            "primary_location": s.text("location"),
        },
        validate=(matches("name", r"[a-z0-9]{3,24}", "3-24 lower-case letters and digits"),),
    ),
    "azurerm_storage_container": azure_rule(
        lambda s: f"{s.text('storage_account_id')}/blobServices/default/containers/{s.text('name')}",
        parents=("storage_account_id",),
    ),
}

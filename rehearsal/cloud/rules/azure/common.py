"""The rules that Azure's types share: ARM ids, parents that must exist, locks, globally unique names."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping

from rehearsal.cloud.rules.base import Check, Effect, Problem, Rule, Situation, as_path, made_up_uuid
from rehearsal.cloud.values import Path, Value

Computed = Callable[[Situation], Mapping[str, Value]]
Identify = Callable[[Situation], str]

GUID = r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
_GROUP_TYPE = "azurerm_resource_group"


def configure(config: Mapping[str, Value]) -> tuple[Mapping[str, Value], list[Problem]]:
    """Return the subscription and tenant, from the provider block or `ARM_*` as azurerm 4 takes them."""
    subscription = config.get("subscription_id") or os.environ.get("ARM_SUBSCRIPTION_ID", "")
    found = []
    if not subscription:
        found.append(
            Problem(
                summary=(
                    "`subscription_id` is a required provider property when performing a plan/apply operation"
                ),
                detail="Set ARM_SUBSCRIPTION_ID, or subscription_id in the provider block.",
            )
        )
    elif isinstance(subscription, str) and not re.fullmatch(GUID, subscription):
        found.append(
            Problem(
                summary=f"The subscription id {subscription!r} is no GUID",
                path=("subscription_id",),
            )
        )
    tenant = config.get("tenant_id") or os.environ.get("ARM_TENANT_ID") or made_up_uuid("tenant")
    client = config.get("client_id") or os.environ.get("ARM_CLIENT_ID") or made_up_uuid("client")
    return {"subscription_id": subscription, "tenant_id": tenant, "client_id": client}, found


def subscription_path(situation: Situation) -> str:
    """Return `/subscriptions/<id>` of the configured subscription."""
    return f"/subscriptions/{situation.settings.get('subscription_id')}"


def group_path(situation: Situation, group: str = "") -> str:
    """Return the ARM id of a resource group, by default the one that the resource names."""
    name = group or situation.text("resource_group_name")
    return f"{subscription_path(situation)}/resourceGroups/{name}"


def in_group(path: str, name: str = "name") -> Identify:
    """Return the rule of ARM ids in a group: `path` is `Microsoft.X/ys`."""
    return lambda s: f"{group_path(s)}/providers/{path}/{s.text(name)}"


def child_of(attribute: str, segment: str, name: str = "name") -> Identify:
    """Return the rule of ARM ids below the resource whose id an attribute has."""
    return lambda s: f"{s.text(attribute)}/{segment}/{s.text(name)}"


def tenant(situation: Situation) -> str:
    """Return the Entra tenant's id."""
    return str(situation.settings.get("tenant_id"))


def azure_rule(
    identify: Identify,
    *,
    computed: Computed | None = None,
    parents: tuple[str, ...] = (),
    validate: tuple[Check, ...] = (),
    apply: tuple[Check, ...] = (),
    create: tuple[Check, ...] = (),
    delete: tuple[Check, ...] = (),
    after_delete: tuple[Effect, ...] = (),
    replaces: Callable[[Situation], Iterable[Path]] | None = None,
    read_back: Computed | None = None,
) -> Rule:
    """Return a rule with the checks of every Azure resource: group and parents exist, locks hold.

    `parents` are the attributes that hold ids of resources that must exist.
    """
    must_exist = tuple(must_exist_at(attribute) for attribute in parents)
    return Rule(
        identify=identify,
        computed=computed or (lambda _situation: {}),
        on_validate=validate,
        on_apply=(group_must_exist, *must_exist, *apply),
        create_only=create,
        on_delete=(not_locked, *delete),
        after_delete=after_delete,
        replaces=replaces or (lambda _situation: ()),
        read_back=read_back or (lambda _situation: {}),
    )


def exists(situation: Situation, arm_id: str) -> bool:
    """Return whether the simulated cloud has a resource with an ARM id, which ignores case as in Azure."""
    wanted = arm_id.lower()
    return any(item.id.lower() == wanted for item in situation.cloud.list_objects("azurerm_%"))


def group_must_exist(situation: Situation) -> Iterable[Problem]:
    """Check that the resource group of a resource exists."""
    group = situation.text("resource_group_name")
    if group and not exists(situation, group_path(situation, group)):
        yield Problem(
            summary=f"Resource group '{group}' could not be found",
            detail=f"ResourceGroupNotFound: create azurerm_resource_group {group!r} first, or refer to it so "
            "that Terraform knows the order.",
            path=("resource_group_name",),
        )


def must_exist_at(attribute: str) -> Check:
    """Check that a referenced resource exists, if its group is in the simulated cloud."""

    def check(situation: Situation) -> Iterable[Problem]:
        arm_id = situation.get(attribute)
        if not isinstance(arm_id, str) or not arm_id or not _is_in_simulated_group(situation, arm_id):
            return
        if not exists(situation, arm_id):
            yield Problem(
                summary="The referenced resource was not found",
                detail=f"ResourceNotFound: {arm_id}",
                path=as_path(attribute),
            )

    return check


def _is_in_simulated_group(situation: Situation, arm_id: str) -> bool:
    """Return whether the group of a resource exists here; that of the state's storage account does not."""
    found = re.match(r"(/subscriptions/[^/]+/resourceGroups/([^/]+))/", arm_id, re.IGNORECASE)
    if found is None:
        return False
    in_managed_group = found.group(2).upper().startswith("MC_")
    return not in_managed_group and exists(situation, found.group(1))


def not_locked(situation: Situation) -> Iterable[Problem]:
    """Check that no management lock covers the resource or a parent of it."""
    arm_id = situation.text("id").lower()
    if situation.type == "azurerm_management_lock":
        return
    for lock in situation.cloud.list_objects("azurerm_management_lock"):
        scope = str(lock.attributes.get("scope", "")).lower()
        if arm_id == scope or arm_id.startswith(f"{scope}/"):
            yield Problem(
                summary=f"deleting {situation.type}: ScopeLocked",
                detail=f"The scope {arm_id!r} cannot perform delete operation because following scope(s) "
                "are locked: "
                f"{scope!r}. Remove the lock {lock.name!r} first.",
            )


def globally_unique(attribute: str, what: str) -> Check:
    """Check that a globally unique name is free."""

    def check(situation: Situation) -> Iterable[Problem]:
        name = situation.text(attribute)
        others = (
            item
            for item in situation.cloud.list_objects(situation.type)
            if str(item.attributes.get(attribute, "")).lower() == name.lower()
        )
        if name and (situation.cloud.is_taken(situation.type, name) or next(others, None) is not None):
            yield Problem(
                summary=f"The {what} {name!r} is already in use",
                detail=f"AlreadyExists: {what}s are shared by everyone on Azure. Choose another one.",
                path=as_path(attribute),
            )

    return check


def principal(situation: Situation, *parts: str) -> str:
    """Return the object id of an identity that Azure makes."""
    return made_up_uuid("principal", tenant(situation), *parts)


def system_identity(situation: Situation, arm_id: str) -> dict[str, Value]:
    """Return the computed part of an `identity` block."""
    kind = situation.text("identity.0.type")
    own = "SystemAssigned" in kind
    return {
        "identity.0.principal_id": principal(situation, arm_id) if own else "",
        "identity.0.tenant_id": tenant(situation) if own else "",
    }

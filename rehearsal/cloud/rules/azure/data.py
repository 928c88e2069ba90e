"""Data sources that are more than a look at a resource of the same type."""

from __future__ import annotations

from collections.abc import Mapping

from rehearsal.cloud.rules.azure.common import subscription_path, tenant
from rehearsal.cloud.rules.azure.governance import BUILT_IN_ROLES
from rehearsal.cloud.rules.base import Rule, Situation, made_up_uuid
from rehearsal.cloud.values import Value


def _client(situation: Situation) -> Mapping[str, Value]:
    client = str(situation.settings.get("client_id"))
    return {
        "id": f"clientConfigs/clientId={client}",
        "client_id": client,
        "object_id": made_up_uuid("principal", client),
        "subscription_id": situation.settings.get("subscription_id"),
        "tenant_id": tenant(situation),
    }


def _subscription(situation: Situation) -> Mapping[str, Value]:
    wanted = situation.text("subscription_id") or str(situation.settings.get("subscription_id"))
    return {
        "id": f"/subscriptions/{wanted}",
        "subscription_id": wanted,
        "tenant_id": tenant(situation),
        "display_name": "Simulated subscription",
        "state": "Enabled",
        "location_placement_id": "Public_2014-09-01",
        "quota_id": "PayAsYouGo_2014-09-01",
        "spending_limit": "Off",
    }


def _role(situation: Situation) -> Mapping[str, Value]:
    role = situation.text("role_definition_id") or BUILT_IN_ROLES.get(situation.text("name"), "")
    names = {value: name for name, value in BUILT_IN_ROLES.items()}
    return {
        "id": f"{subscription_path(situation)}/providers/Microsoft.Authorization/roleDefinitions/{role}",
        "role_definition_id": role,
        "name": names.get(role, ""),
        "type": "BuiltInRole",
    }


def _versions(situation: Situation) -> Mapping[str, Value]:
    prefix = situation.text("version_prefix") or "1.33"
    latest = f"{prefix.rstrip('.')}.5" if prefix.count(".") == 1 else prefix
    return {
        "id": f"{subscription_path(situation)}/locations/{situation.text('location')}/versions",
        "latest_version": latest,
        "versions": [latest],
        "default_version": latest,
    }


RULES = {
    "azurerm_client_config": Rule(computed=_client),
    "azurerm_subscription": Rule(computed=_subscription),
    "azurerm_role_definition": Rule(computed=_role),
    "azurerm_kubernetes_service_versions": Rule(computed=_versions),
}

"""Container registries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rehearsal.cloud.rules.azure.common import azure_rule, globally_unique, in_group, system_identity
from rehearsal.cloud.rules.base import Problem, Situation, made_up_hex, matches, one_of
from rehearsal.cloud.values import Value

_IDENTIFY = in_group("Microsoft.ContainerRegistry/registries")
# What only Premium offers: the argument, and the value that Basic and Standard accept.
_PREMIUM_ONLY: Mapping[str, tuple[Value, ...]] = {
    "retention_policy_in_days": (None, 0),
    "zone_redundancy_enabled": (None, False),
    "public_network_access_enabled": (None, True),
    "quarantine_policy_enabled": (None, False),
    "trust_policy_enabled": (None, False),
    "data_endpoint_enabled": (None, False),
    "network_rule_set": (None, []),
}


def _computed(situation: Situation) -> Mapping[str, Value]:
    name = situation.text("name").lower()
    admin = bool(situation.get("admin_enabled"))
    return {
        "login_server": f"{name}.azurecr.io",
        "admin_username": situation.text("name") if admin else "",
        "admin_password": made_up_hex(52, "acr", name) if admin else "",
        "data_endpoint_host_names": [],
        **system_identity(situation, _IDENTIFY(situation)),
    }


def _sku_allows(situation: Situation) -> Iterable[Problem]:
    sku = situation.text("sku")
    if sku not in ("Basic", "Standard"):
        return
    for argument, accepted in _PREMIUM_ONLY.items():
        if situation.get(argument) not in accepted:
            yield Problem(
                summary=f"`{argument}` can only be applied when using the Premium Sku",
                detail=f"The sku is {sku}.",
                path=(argument,),
            )
    if sku == "Basic" and situation.get("anonymous_pull_enabled"):
        yield Problem(
            summary="`anonymous_pull_enabled` needs the Standard or Premium Sku",
            path=("anonymous_pull_enabled",),
        )


RULES = {
    "azurerm_container_registry": azure_rule(
        _IDENTIFY,
        computed=_computed,
        validate=(
            matches("name", r"[a-zA-Z0-9]{5,50}", "5-50 letters and digits"),
            one_of("sku", "Basic", "Standard", "Premium"),
            _sku_allows,
        ),
        create=(globally_unique("name", "registry name"),),
    ),
}

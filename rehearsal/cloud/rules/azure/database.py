"""PostgreSQL Flexible Server."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rehearsal.cloud.rules.azure.common import (
    azure_rule,
    child_of,
    globally_unique,
    in_group,
    system_identity,
)
from rehearsal.cloud.rules.base import Problem, Situation, matches, within
from rehearsal.cloud.values import Value

_IDENTIFY = in_group("Microsoft.DBforPostgreSQL/flexibleServers")
_SMALLEST_STORAGE = 32768


def _computed(situation: Situation) -> Mapping[str, Value]:
    return {
        "fqdn": f"{situation.text('name')}.postgres.database.azure.com",
        "version": "16",
        "storage_mb": _SMALLEST_STORAGE,
        "storage_tier": "P4",
        "backup_retention_days": 7,
        "zone": "1",
        "sku_name": "B_Standard_B1ms",
        "authentication": [
            {"active_directory_auth_enabled": False, "password_auth_enabled": True, "tenant_id": ""}
        ],
        **system_identity(situation, _IDENTIFY(situation)),
    }


def _password(situation: Situation) -> Iterable[Problem]:
    written, stored = "administrator_password_wo", "administrator_password"
    has_version = not situation.is_unset("administrator_password_wo_version")
    if not situation.is_unset(written) and not has_version:
        yield Problem(
            summary=f"`{written}_version` must be specified with `{written}`",
            path=(f"{written}_version",),
        )
    if not situation.is_unset(written) and not situation.is_unset(stored):
        yield Problem(summary=f"`{written}` conflicts with `{stored}`", path=(written,))
    given = has_version or not situation.is_unset(stored)
    if situation.get("authentication.0.password_auth_enabled") is False and given:
        yield Problem(
            summary="no password may be set when password authentication is off",
            path=("authentication", 0),
        )


def _login(situation: Situation) -> Iterable[Problem]:
    login = situation.text("administrator_login")
    if login == "admin" or login.startswith("pg_"):
        yield Problem(summary=f"the administrator login {login!r} is reserved", path=("administrator_login",))


def _availability(situation: Situation) -> Iterable[Problem]:
    if situation.text("sku_name").startswith("B_") and not situation.is_unset("high_availability"):
        yield Problem(
            summary="High availability is not supported for the Burstable tier",
            path=("high_availability", 0, "mode"),
        )


def _zone_is_kept(situation: Situation) -> Iterable[Problem]:
    """Refuse an update without `zone`: the provider then sends `zone = null`, which Azure refuses."""
    before = (situation.prior or {}).get("zone")
    if before and not situation.get("zone"):
        yield Problem(
            summary="`zone` can only be changed when exchanged with the zone specified in "
            "`high_availability.0.standby_availability_zone`",
            detail="Add `zone` to ignore_changes, or set it.",
            path=("zone",),
        )


RULES = {
    "azurerm_postgresql_flexible_server": azure_rule(
        _IDENTIFY,
        computed=_computed,
        parents=("delegated_subnet_id", "private_dns_zone_id"),
        validate=(
            matches("name", r"[a-z0-9](?:[a-z0-9-]{1,61}[a-z0-9])", "3-63 lower-case letters, digits and -"),
            matches("sku_name", r"(?:B|GP|MO)_\w+", "the sku with its tier, such as B_Standard_B1ms"),
            within("storage_mb", _SMALLEST_STORAGE, 33553408),
            within("backup_retention_days", 7, 35),
            _password,
            _login,
            _availability,
        ),
        apply=(_zone_is_kept,),
        create=(globally_unique("name", "server name"),),
    ),
    "azurerm_postgresql_flexible_server_database": azure_rule(
        child_of("server_id", "databases"),
        parents=("server_id",),
        validate=(matches("collation", r"\S+\.utf8", "a collation such as en_US.utf8"),),
    ),
    "azurerm_postgresql_flexible_server_firewall_rule": azure_rule(
        child_of("server_id", "firewallRules"), parents=("server_id",)
    ),
    "azurerm_postgresql_flexible_server_configuration": azure_rule(
        child_of("server_id", "configurations"), parents=("server_id",)
    ),
    "azurerm_postgresql_flexible_server_active_directory_administrator": azure_rule(
        child_of("server_id", "administrators", "object_id")
    ),
}

"""What the region offers of PostgreSQL flexible servers to this subscription.

Source: learn.microsoft.com, REST reference of PostgreSQL, "Capabilities By Location - List"; its definition
is Azure/azure-rest-api-specs, Microsoft.DBforPostgreSQL, stable/2024-08-01/Capabilities.json. East US and
other regions are often restricted: a server is then refused with `LocationIsOfferRestricted`. The fields of
single capabilities give way to `supportedFeatures`; both are read.
"""

from collections.abc import Iterator
from typing import Final

from azure.mgmt.postgresqlflexibleservers import PostgreSQLManagementClient
from azure.mgmt.postgresqlflexibleservers.models import (
    Capability,
    ServerEditionCapability,
    ServerSkuCapability,
)

from environments.database import ManagedDatabase
from ops.clients.azure.environment import AzureTarget
from ops.clients.azure.management import if_exists
from ops.commands.bootstrap.preflight.outcome import NotCheckedError
from ops.common.errors import UserError

_TIERS: Final = {"B": "Burstable", "GP": "GeneralPurpose", "MO": "MemoryOptimized"}
_ENABLED: Final = "Enabled"
_ZONE_REDUNDANT: Final = "ZoneRedundant"
_MEBIBYTES: Final = 1024


class DatabaseOfferError(UserError):
    """A database server that the region does not offer."""


def check_database_offer(target: AzureTarget) -> str:
    """Return the server that the region offers; raise DatabaseOfferError with everything that it does not.

    A server that exists is accepted: a restricted region refuses only new ones.
    """
    database = _managed(target)
    location = target.environment.azure.location
    if _exists(target, database):
        return f"{database.server_name} exists"
    capability = _capability(target)
    if _enabled(capability, "Restricted") or not capability.supported_server_editions:
        reason = capability.reason or "LocationIsOfferRestricted"
        raise _refusal(f"{location} is closed to new servers of this subscription ({reason})")
    problems = list(_problems(database, capability))
    if problems:
        raise _refusal(f"{location} does not offer {'; '.join(problems)}")
    return f"PostgreSQL {database.version} on {database.sku}, {database.storage_gb} GB"


def check_standby(target: AzureTarget) -> str:
    """Return that the region offers a standby in another zone; raise DatabaseOfferError when it does not."""
    database = _managed(target)
    location = target.environment.azure.location
    if not database.high_availability:
        return "not used (database.high_availability)"
    if _exists(target, database):
        return f"{database.server_name} exists"
    capability = _capability(target)
    sku = _sku(database, capability)
    modes = (sku and sku.supported_ha_mode) or []
    feature = _enabled(capability, "ZoneRedundantHa")
    if feature is None or (sku is not None and sku.supported_ha_mode is None):
        raise _unknown("zone-redundant high availability", location)
    if not feature or _ZONE_REDUNDANT not in modes:
        raise DatabaseOfferError(
            f"{location} has no zone-redundant high availability for {database.sku}",
            where="database.high_availability of the environment file",
            remedy="choose another region or sku, or set database.high_availability: false",
        )
    return f"zone-redundant on {database.sku}"


def _problems(database: ManagedDatabase, capability: Capability) -> Iterator[str]:
    """Yield what the region does not offer of the server."""
    versions = [str(one.name) for one in capability.supported_server_versions or []]
    if database.version not in versions:
        yield f"PostgreSQL {database.version} (it has {', '.join(sorted(versions)) or 'none'})"
    edition = _edition(database, capability)
    if edition is None or _sku(database, capability) is None:
        yield f"the sku {database.sku}"
    elif database.storage_gb not in _sizes(edition):
        yield f"{database.storage_gb} GB of storage with {database.sku}"
    if database.geo_redundant_backup:
        both = database.high_availability
        feature = _enabled(capability, "ZoneRedundantHaAndGeoBackup" if both else "GeoBackup")
        if not feature:
            yield f"geo-redundant backups{' beside a standby in another zone' if both else ''}"


def _enabled(capability: Capability, feature: str) -> bool | None:
    """Say whether a feature is enabled; None when the answer names it neither way."""
    for one in capability.supported_features or []:
        if str(one.name).casefold() == feature.casefold():
            return one.status == _ENABLED
    older = {
        "Restricted": capability.restricted,
        "GeoBackup": capability.geo_backup_supported,
        "ZoneRedundantHa": capability.zone_redundant_ha_supported,
        "ZoneRedundantHaAndGeoBackup": capability.zone_redundant_ha_and_geo_backup_supported,
    }[feature]
    return None if older is None else older == _ENABLED


def _capability(target: AzureTarget) -> Capability:
    """Return the capabilities of the region; raise NotCheckedError for an answer without any."""
    location = target.environment.azure.location
    listed = list(target.azure.open(PostgreSQLManagementClient).capabilities_by_location.list(location))
    known = next((one for one in listed if one.supported_server_editions is not None), None)
    if known is not None:
        return known
    restricted = next((one for one in listed if _enabled(one, "Restricted") or one.reason), None)
    if restricted is None:
        raise _unknown("PostgreSQL flexible servers", location)
    return restricted


def _edition(database: ManagedDatabase, capability: Capability) -> ServerEditionCapability | None:
    tier = _TIERS[database.sku.partition("_")[0]]
    editions = capability.supported_server_editions or []
    return next((one for one in editions if one.name == tier), None)


def _sku(database: ManagedDatabase, capability: Capability) -> ServerSkuCapability | None:
    edition = _edition(database, capability)
    name = database.sku.partition("_")[2].casefold()
    skus = (edition and edition.supported_server_skus) or []
    return next((one for one in skus if str(one.name).casefold() == name), None)


def _sizes(edition: ServerEditionCapability) -> set[int]:
    """Return the sizes of storage in GB."""
    return {
        int(size.storage_size_mb) // _MEBIBYTES
        for storage in edition.supported_storage_editions or []
        for size in storage.supported_storage_mb or []
        if size.storage_size_mb
    }


def _managed(target: AzureTarget) -> ManagedDatabase:
    database = target.environment.database
    if not isinstance(database, ManagedDatabase):
        raise NotCheckedError("the database is external")
    return database


def _exists(target: AzureTarget, database: ManagedDatabase) -> bool:
    group = target.environment.azure.resource_group
    servers = target.azure.open(PostgreSQLManagementClient).servers
    found = if_exists(lambda: servers.get(group, database.server_name))
    # A server in another region does not help a candidate.
    return found is not None and _plain(found.location) in ("", target.environment.azure.location)


def _plain(location: str | None) -> str:
    """Return a region's short name: Azure writes `East US` or `eastus`."""
    return (location or "").replace(" ", "").casefold()


def _unknown(what: str, location: str) -> NotCheckedError:
    return NotCheckedError(
        f"Azure's answer does not say whether {location} has {what}",
        where=f"Microsoft.DBforPostgreSQL/locations/{location}/capabilities",
        remedy="look at the region in the portal (create a server, without finishing)",
    )


def _refusal(what: str) -> DatabaseOfferError:
    return DatabaseOfferError(
        what,
        where="azure.location and database of the environment file",
        remedy=(
            "choose another region (azure.location), or ask for access: portal → Help + support → Service "
            "and subscription limits → Azure Database for PostgreSQL"
        ),
    )

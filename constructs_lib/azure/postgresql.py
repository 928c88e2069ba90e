"""The database: a PostgreSQL Flexible Server that only the virtual network reaches."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.management_lock import ManagementLock
from cdktf_cdktf_provider_azurerm.postgresql_flexible_server import (
    PostgresqlFlexibleServer,
    PostgresqlFlexibleServerAuthentication,
    PostgresqlFlexibleServerHighAvailability,
    PostgresqlFlexibleServerMaintenanceWindow,
)
from cdktf_cdktf_provider_azurerm.postgresql_flexible_server_configuration import (
    PostgresqlFlexibleServerConfiguration,
)
from cdktf_cdktf_provider_azurerm.postgresql_flexible_server_database import PostgresqlFlexibleServerDatabase
from cdktf_cdktf_provider_azurerm.private_dns_zone import PrivateDnsZone
from cdktf_cdktf_provider_azurerm.private_dns_zone_virtual_network_link import (
    PrivateDnsZoneVirtualNetworkLink,
)
from cdktf_cdktf_provider_azurerm.subnet import Subnet
from constructs import Construct

_MEGABYTES: Final = 1024
# A zone has to end with ".postgres.database.azure.com" and must not be the server's own name; the label
# before that ending sees to the latter. Source: MicrosoftDocs/azure-databases-docs,
# articles/postgresql/network/concepts-networking-private.md, "Use a Private DNS zone".
_ZONE_ENDING: Final = ".private.postgres.database.azure.com"
# Azure counts the days of a maintenance window from Sunday.
_DAYS: Final = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")


@dataclass(frozen=True, kw_only=True)
class ServerSize:
    """What the server costs: `sku` with its tier (B_, GP_, MO_), storage in GB, standby, days of backups."""

    sku: str
    storage_gb: int
    backup_days: int
    geo_redundant_backup: bool
    high_availability: bool
    pgbouncer: bool


@dataclass(frozen=True, kw_only=True)
class Administrator:
    """The server's first login. `password` is ephemeral; `revision` says when it has changed."""

    login: str
    password: str
    revision: float


@dataclass(frozen=True, kw_only=True)
class PrivateNetwork:
    """Where the server lives: its subnet, and the network whose machines find its name."""

    subnet: Subnet
    network_id: str


class PostgresqlServer(Construct):
    """A PostgreSQL Flexible Server with one database: TLS only, no public address, storage that grows.

    The administrator's password goes into a write-only argument and is in no state and no plan.

    Outputs: `id`, `host`, `port`, `database`, `user`.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        resource_group: str,
        location: str,
        version: str,
        size: ServerSize,
        network: PrivateNetwork,
        administrator: Administrator,
        database: str,
        maintenance_day: str,
        maintenance_hour: int,
        deletion_lock: bool,
        tags: Mapping[str, str],
    ) -> None:
        super().__init__(scope, id_)
        zone, link = self._private_name(
            name=name, resource_group=resource_group, network_id=network.network_id, tags=tags
        )
        server = PostgresqlFlexibleServer(
            self,
            "Default",
            name=name,
            resource_group_name=resource_group,
            location=location,
            version=version,
            sku_name=size.sku,
            storage_mb=size.storage_gb * _MEGABYTES,
            auto_grow_enabled=True,
            backup_retention_days=size.backup_days,
            geo_redundant_backup_enabled=size.geo_redundant_backup,
            high_availability=(
                PostgresqlFlexibleServerHighAvailability(mode="ZoneRedundant")
                if size.high_availability
                else None
            ),
            delegated_subnet_id=network.subnet.id,
            private_dns_zone_id=zone.id,
            public_network_access_enabled=False,
            administrator_login=administrator.login,
            administrator_password_wo=administrator.password,
            administrator_password_wo_version=administrator.revision,
            authentication=PostgresqlFlexibleServerAuthentication(
                password_auth_enabled=True, active_directory_auth_enabled=False
            ),
            maintenance_window=PostgresqlFlexibleServerMaintenanceWindow(
                day_of_week=_DAYS.index(maintenance_day), start_hour=maintenance_hour, start_minute=0
            ),
            lifecycle=TerraformResourceLifecycle(
                # Azure chooses the zones, and a fail-over exchanges them; storage grows by itself.
                ignore_changes=["zone", "high_availability[0].standby_availability_zone", "storage_mb"]
                if size.high_availability
                else ["zone", "storage_mb"]
            ),
            depends_on=[link],
            tags=tags,
        )
        last_setting = self._configure(server, pgbouncer=size.pgbouncer)
        held = PostgresqlFlexibleServerDatabase(
            self, "database", name=database, server_id=server.id, charset="UTF8", collation="en_US.utf8"
        )
        if deletion_lock:
            ManagementLock(
                self,
                "lock",
                name="keep-data",
                scope=server.id,
                lock_level="CanNotDelete",
                notes="Holds the users' data. Remove this lock on purpose before deleting the server.",
                # The lock covers what belongs to the server, too: a `destroy` has to remove it first.
                depends_on=[held, last_setting],
            )
        self.id = server.id
        self.host = server.fqdn
        self.port = 6432 if size.pgbouncer else 5432
        self.database = held.name
        self.user = administrator.login

    def _private_name(
        self, *, name: str, resource_group: str, network_id: str, tags: Mapping[str, str]
    ) -> tuple[PrivateDnsZone, PrivateDnsZoneVirtualNetworkLink]:
        zone = PrivateDnsZone(
            self, "zone", name=f"{name}{_ZONE_ENDING}", resource_group_name=resource_group, tags=tags
        )
        link = PrivateDnsZoneVirtualNetworkLink(
            self,
            "zone_link",
            name="cluster",
            resource_group_name=resource_group,
            private_dns_zone_name=zone.name,
            virtual_network_id=network_id,
            tags=tags,
        )
        return zone, link

    def _configure(
        self, server: PostgresqlFlexibleServer, *, pgbouncer: bool
    ) -> PostgresqlFlexibleServerConfiguration:
        """Set what the defaults leave to chance; return the last setting, which waits for the others.

        Source: MicrosoftDocs/azure-databases-docs, articles/postgresql/security/security-tls.md and
        articles/postgresql/connectivity/concepts-pgbouncer.md.
        """
        last = self._setting(server, "require_secure_transport", "on", after=None)
        last = self._setting(server, "ssl_min_protocol_version", "TLSv1.2", after=last)
        if pgbouncer:
            last = self._setting(server, "pgbouncer.enabled", "true", after=last)
        return last

    def _setting(
        self,
        server: PostgresqlFlexibleServer,
        name: str,
        value: str,
        *,
        after: PostgresqlFlexibleServerConfiguration | None,
    ) -> PostgresqlFlexibleServerConfiguration:
        """Set one parameter. The server takes one change at a time and refuses a second one as busy."""
        return PostgresqlFlexibleServerConfiguration(
            self,
            f"setting_{name.replace('.', '_')}",
            name=name,
            server_id=server.id,
            value=value,
            depends_on=[after] if after else None,
        )

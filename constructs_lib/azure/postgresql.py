"""The database: a PostgreSQL Flexible Server that only the virtual network reaches."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, get_args

from cdktf import ITerraformDependable, TerraformResourceLifecycle
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
from constructs import Construct

from constructs_lib.azure.placement import Placement
from constructs_lib.azure.weekday import Weekday
from contract.service_changes import ignore_changes

_MEGABYTES: Final = 1024
# A zone has to end with ".postgres.database.azure.com" and must not be the server's own name; the label
# before that ending sees to the latter. Source: MicrosoftDocs/azure-databases-docs,
# articles/postgresql/network/concepts-networking-private.md, "Use a Private DNS zone".
_ZONE_ENDING: Final = ".private.postgres.database.azure.com"
# Azure counts the days of a maintenance window from Sunday.
_DAYS: Final = get_args(Weekday)


@dataclass(frozen=True, kw_only=True)
class ServerSize:
    """What the server costs.

    Attributes:
        sku: The machine's size with its tier (`B_`, `GP_`, `MO_`), such as `GP_Standard_D2ds_v5`.
        storage_gb: Storage in GB at the start; it grows by itself.
        backup_days: Days that backups are kept, 7 to 35.
        geo_redundant_backup: Whether backups are copied to the paired region. Default: no.
        high_availability: Whether a standby runs in another zone. Default: no.
        pgbouncer: Whether the server pools connections (not for the tier `B_`). Default: no.
    """

    sku: str
    storage_gb: int
    backup_days: int
    geo_redundant_backup: bool = False
    high_availability: bool = False
    pgbouncer: bool = False


@dataclass(frozen=True, kw_only=True)
class Administrator:
    """The server's first login.

    Attributes:
        login: Its name.
        password: Its password, an ephemeral value.
        revision: A number that changes when the password does.
    """

    login: str
    password: str
    revision: float


@dataclass(frozen=True, kw_only=True)
class PrivateNetwork:
    """Where the server is reached.

    Attributes:
        subnet_id: ARM id of the subnet that is delegated to PostgreSQL.
        network_id: ARM id of the virtual network whose machines resolve the server's name.
    """

    subnet_id: str
    network_id: str


class PostgresqlServer(Construct):
    """A PostgreSQL Flexible Server with one database: TLS only, no public address, storage that grows.

    The administrator's password goes into a write-only argument and is in no state and no plan.

    Args:
        name: The server's name, unique in Azure.
        placement: Resource group, region and tags.
        version: PostgreSQL's major version, such as `17`.
        size: What the server costs.
        network: Where the server is reached.
        administrator: The first login.
        database: Name of the database.
        maintenance_day: Day of the weekly maintenance. Default: Sunday.
        maintenance_hour: Hour (UTC) at which it begins. Default: 3.
        deletion_lock: Whether a lock keeps the server from being deleted. Default: yes.
        depends_on: What must exist first. Default: nothing.

    Attributes:
        id: ARM id.
        host: Host name, resolved inside the network.
        port: 5432, or 6432 with PgBouncer.
        database: Name of the database, as a reference.
        user: The administrator's login.
        resource: The database, for what must come after it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        placement: Placement,
        version: str,
        size: ServerSize,
        network: PrivateNetwork,
        administrator: Administrator,
        database: str,
        maintenance_day: Weekday = "Sunday",
        maintenance_hour: int = 3,
        deletion_lock: bool = True,
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        zone, link = self._private_name(
            name=name, placement=placement, network_id=network.network_id, depends_on=depends_on
        )
        server = PostgresqlFlexibleServer(
            self,
            "Default",
            name=name,
            resource_group_name=placement.resource_group,
            location=placement.location,
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
            delegated_subnet_id=network.subnet_id,
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
                ignore_changes=ignore_changes(
                    "azurerm_postgresql_flexible_server",
                    without=None if size.high_availability else "high_availability",
                )
            ),
            depends_on=[link, *depends_on],
            tags=placement.tags,
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
        self.id: str = server.id
        self.host: str = server.fqdn
        self.port: int = 6432 if size.pgbouncer else 5432
        self.database: str = held.name
        self.user: str = administrator.login
        self.resource: ITerraformDependable = held

    def _private_name(
        self,
        *,
        name: str,
        placement: Placement,
        network_id: str,
        depends_on: Sequence[ITerraformDependable],
    ) -> tuple[PrivateDnsZone, PrivateDnsZoneVirtualNetworkLink]:
        zone = PrivateDnsZone(
            self,
            "zone",
            name=f"{name}{_ZONE_ENDING}",
            resource_group_name=placement.resource_group,
            depends_on=list(depends_on) or None,
            tags=placement.tags,
        )
        link = PrivateDnsZoneVirtualNetworkLink(
            self,
            "zone_link",
            name="cluster",
            resource_group_name=placement.resource_group,
            private_dns_zone_name=zone.name,
            virtual_network_id=network_id,
            tags=placement.tags,
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

"""The database of the environment, where Azure manages it."""

from constructs import Construct

from constructs_lib.azure.postgresql import Administrator, PostgresqlServer, PrivateNetwork, ServerSize
from constructs_lib.secret_variable import SecretVariable
from contract.inputs import SecretName
from environments.connections import server_connections
from environments.database import ManagedDatabase
from stacks.foundation.network import FoundationNetwork
from stacks.foundation.resource_group import FoundationGroup


class FoundationDatabase(PostgresqlServer):
    """The PostgreSQL server in its own subnet, with its password as an input of the stack.

    Attributes:
        burstable: Whether it saves up CPU credits, which can run out.
        connections: How many connections it gives to users.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        settings: ManagedDatabase,
        network: FoundationNetwork,
        at: FoundationGroup,
    ) -> None:
        password = SecretVariable(
            scope, SecretName.POSTGRES_PASSWORD, purpose="password of the PostgreSQL administrator"
        )
        subnet_id = network.add_database_subnet(cidr=network.database_cidr)
        super().__init__(
            scope,
            id_,
            name=settings.server_name,
            version=settings.version,
            size=_size(settings),
            network=PrivateNetwork(subnet_id=subnet_id, network_id=network.id),
            administrator=Administrator(
                login=settings.administrator, password=password.value, revision=password.revision
            ),
            database=settings.database,
            maintenance_day=settings.maintenance.day,
            maintenance_hour=settings.maintenance.hour,
            deletion_lock=settings.deletion_lock,
            placement=at.placement,
        )
        self.burstable: bool = settings.burstable
        self.connections: int = server_connections(settings)


def _size(settings: ManagedDatabase) -> ServerSize:
    return ServerSize(
        sku=settings.sku,
        storage_gb=settings.storage_gb,
        backup_days=settings.backup_days,
        geo_redundant_backup=settings.geo_redundant_backup,
        high_availability=settings.high_availability,
        pgbouncer=not settings.burstable,
    )

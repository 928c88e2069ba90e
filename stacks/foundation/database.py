"""The database of the environment, where Azure manages it."""

from constructs_lib.azure.postgresql import Administrator, PostgresqlServer, PrivateNetwork, ServerSize
from constructs_lib.azure.virtual_network import VirtualNetwork
from constructs_lib.secret_variable import SecretVariable
from contract.inputs import SecretName
from environments.database import ManagedDatabase
from stacks.deployment_stack import DeploymentStack
from stacks.foundation.place import Place


def add_database(
    stack: DeploymentStack,
    *,
    settings: ManagedDatabase,
    place: Place,
    network: VirtualNetwork,
    subnet_cidr: str,
) -> PostgresqlServer:
    """Add the server in a subnet of its own, its password as an input, and outputs for the application."""
    password = SecretVariable(
        stack, SecretName.POSTGRES_PASSWORD, purpose="password of the PostgreSQL administrator"
    )
    subnet = network.add_database_subnet(cidr=subnet_cidr)
    server = PostgresqlServer(
        stack,
        "database",
        name=settings.server_name,
        version=settings.version,
        size=ServerSize(
            sku=settings.sku,
            storage_gb=settings.storage_gb,
            backup_days=settings.backup_days,
            geo_redundant_backup=settings.geo_redundant_backup,
            high_availability=settings.high_availability,
            pgbouncer=not settings.burstable,
        ),
        network=PrivateNetwork(subnet=subnet, network_id=network.id),
        administrator=Administrator(
            login=settings.administrator, password=password.value, revision=password.revision
        ),
        database=settings.database,
        maintenance_day=settings.maintenance.day,
        maintenance_hour=settings.maintenance.hour,
        deletion_lock=settings.deletion_lock,
        placement=place.placement,
    )
    stack.output("database_host", server.host, description="Host name of PostgreSQL, inside the network")
    stack.output("database_port", server.port, description="Port of PostgreSQL, or of its PgBouncer")
    stack.output("database_name", server.database, description="Name of the database")
    stack.output("database_user", server.user, description="Login that owns the database")
    return server

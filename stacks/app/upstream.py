"""Which outputs of the stacks before it a release needs, in one environment."""

from contract.outputs import AddonsOutput, FoundationOutput
from environments import Environment
from environments.database import ManagedDatabase
from environments.events import NoEvents
from environments.exposure import GatewayExposure
from stacks.remote_state import CLUSTER


def foundation_outputs(environment: Environment) -> list[FoundationOutput]:
    """Return what the release needs of the foundation."""
    database = [
        FoundationOutput.DATABASE_HOST,
        FoundationOutput.DATABASE_PORT,
        FoundationOutput.DATABASE_NAME,
        FoundationOutput.DATABASE_USER,
    ]
    return [
        *CLUSTER,
        FoundationOutput.PUBLIC_IP_NAME,
        FoundationOutput.PUBLIC_IP_RESOURCE_GROUP,
        FoundationOutput.PUBLIC_FQDN,
        *(database if isinstance(environment.database, ManagedDatabase) else ()),
    ]


def addons_outputs(environment: Environment) -> list[AddonsOutput]:
    """Return what the release needs of the add-ons."""
    gateway = [AddonsOutput.GATEWAY_CLASS, AddonsOutput.GATEWAY_CONTROLLER, AddonsOutput.GATEWAY_NAMESPACE]
    kafka = [AddonsOutput.KAFKA_BOOTSTRAP_SERVERS, AddonsOutput.KAFKA_USER]
    return [
        AddonsOutput.DAPR_VERSION,
        *(gateway if isinstance(environment.exposure, GatewayExposure) else ()),
        *(() if isinstance(environment.events, NoEvents) else kafka),
    ]

"""The list of checks of an environment."""

from collections.abc import Sequence
from typing import Final

from environments import Environment
from environments.database import ManagedDatabase
from ops.commands.bootstrap.kubernetes_versions import check_kubernetes_version
from ops.commands.bootstrap.preflight.addresses import check_address_quota
from ops.commands.bootstrap.preflight.database import check_database_offer, check_standby
from ops.commands.bootstrap.preflight.names import (
    check_dns_label,
    check_registry_name,
    check_server_name,
    check_state_account,
)
from ops.commands.bootstrap.preflight.outcome import PreflightCheck
from ops.commands.bootstrap.preflight.policies import check_policies
from ops.commands.bootstrap.preflight.regions import check_region
from ops.commands.bootstrap.quota import check_node_size, check_quota
from ops.commands.bootstrap.resource_providers import check_providers
from ops.commands.bootstrap.roles import check_roles

_COMPUTE: Final = "Microsoft.Compute"
_CONTAINERS: Final = "Microsoft.ContainerService"
_NETWORK: Final = "Microsoft.Network"
_POSTGRESQL: Final = "Microsoft.DBforPostgreSQL"

_ALWAYS: Final = (
    PreflightCheck(name="Roles", run=check_roles),
    PreflightCheck(name="Providers", run=check_providers),
    PreflightCheck(name="Policies", run=check_policies, provider="Microsoft.PolicyInsights"),
    PreflightCheck(name="Region", run=check_region, regional=True),
    PreflightCheck(name="Kubernetes", run=check_kubernetes_version, provider=_CONTAINERS, regional=True),
    PreflightCheck(name="Node size", run=check_node_size, provider=_COMPUTE, regional=True),
    PreflightCheck(name="Quota", run=check_quota, provider=_COMPUTE, regional=True),
    PreflightCheck(name="Public addresses", run=check_address_quota, provider=_NETWORK, regional=True),
    PreflightCheck(name="Registry name", run=check_registry_name, provider="Microsoft.ContainerRegistry"),
    PreflightCheck(name="State account", run=check_state_account, provider="Microsoft.Storage"),
    PreflightCheck(name="DNS label", run=check_dns_label, provider=_NETWORK, regional=True),
)
_DATABASE: Final = (
    PreflightCheck(name="Server name", run=check_server_name, provider=_POSTGRESQL),
    PreflightCheck(name="PostgreSQL", run=check_database_offer, provider=_POSTGRESQL, regional=True),
)
_STANDBY: Final = PreflightCheck(name="Standby", run=check_standby, provider=_POSTGRESQL, regional=True)


def checks_of(environment: Environment) -> Sequence[PreflightCheck]:
    """Return the checks that an environment needs. The subscription's comes before all, in `preflight`."""
    database = environment.database
    if not isinstance(database, ManagedDatabase):
        return _ALWAYS
    return (*_ALWAYS, *_DATABASE, *((_STANDBY,) if database.high_availability else ()))

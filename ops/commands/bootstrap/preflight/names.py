"""The names that must be unique in Azure or in the region. Names that this environment has are not refused.

Sources: learn.microsoft.com, REST references: "Registries - Check Name Availability", "Name Availability -
Check Globally" (PostgreSQL), "Check Dns Name Availability" (virtual networks), "Storage Accounts - Check Name
Availability".
"""

from azure.mgmt.containerregistry import ContainerRegistryManagementClient
from azure.mgmt.containerregistry.models import RegistryNameCheckRequest
from azure.mgmt.network import NetworkManagementClient
from azure.mgmt.postgresqlflexibleservers import PostgreSQLManagementClient
from azure.mgmt.postgresqlflexibleservers.models import CheckNameAvailabilityRequest
from azure.mgmt.storage import StorageManagementClient

from environments.database import ManagedDatabase
from ops.clients.azure.environment import AzureTarget
from ops.clients.azure.management import if_exists
from ops.commands.bootstrap.preflight.addresses import own_addresses
from ops.commands.bootstrap.preflight.outcome import NotCheckedError
from ops.commands.bootstrap.state import check_account_name
from ops.common.errors import UserError


class NameInUseError(UserError):
    """A name that somebody else has in Azure."""


def check_registry_name(target: AzureTarget) -> str:
    """Return whose the registry's name is; raise NameInUseError when it is somebody else's."""
    name = target.environment.registry.name
    registries = target.azure.open(ContainerRegistryManagementClient).registries
    if if_exists(lambda: registries.get(target.environment.azure.resource_group, name)) is not None:
        return _own(name)
    answer = registries.check_name_availability(
        RegistryNameCheckRequest(name=name, type="Microsoft.ContainerRegistry/registries")
    )
    return _free(name, available=answer.name_available, why=answer.message, key="registry.name")


def check_server_name(target: AzureTarget) -> str:
    """Return whose the database server's name is; raise NameInUseError when it is somebody else's."""
    database = target.environment.database
    if not isinstance(database, ManagedDatabase):
        return "no server: the database is external"
    client = target.azure.open(PostgreSQLManagementClient)
    group, name = target.environment.azure.resource_group, database.server_name
    if if_exists(lambda: client.servers.get(group, name)) is not None:
        return _own(name)
    answer = client.name_availability.check_globally(
        CheckNameAvailabilityRequest(name=name, type="Microsoft.DBforPostgreSQL/flexibleServers")
    )
    return _free(name, available=answer.name_available, why=answer.message, key="database.server_name")


def check_dns_label(target: AzureTarget) -> str:
    """Return whose the public DNS label is; raise NameInUseError when it is somebody else's."""
    label, location = target.environment.network.public_dns_label, target.environment.azure.location
    for address in own_addresses(target):
        settings = address.properties.dns_settings if address.properties else None
        if settings and settings.domain_name_label == label:
            return _own(label)
    answer = target.azure.open(NetworkManagementClient).check_dns_name_availability(
        location, domain_name_label=label
    )
    why = f"{label}.{location}.cloudapp.azure.com is in use"
    return _free(label, available=answer.available, why=why, key="network.public_dns_label")


def check_state_account(target: AzureTarget) -> str:
    """Return whose the state account's name is; raise NameTakenError when it is somebody else's."""
    state = target.environment.state
    accounts = target.azure.open(StorageManagementClient).storage_accounts
    found = if_exists(lambda: accounts.get_properties(state.resource_group, state.storage_account))
    if found is not None:
        return _own(state.storage_account)
    check_account_name(target)
    return f"{state.storage_account} is free"


def _own(name: str) -> str:
    return f"{name} exists in this environment"


def _free(name: str, *, available: bool | None, why: str | None, key: str) -> str:
    if available is None:
        raise NotCheckedError(
            f"Azure's answer does not say whether the name {name} is available",
            where=key,
            remedy="run this command again; report it if it happens again",
        )
    if not available:
        raise NameInUseError(
            f"the name {name} is not available: {why or 'Azure gives no reason'}",
            where=f"{key} of the environment file",
            remedy=(
                "if it is yours, correct azure.subscription_id or azure.resource_group; otherwise choose "
                "another name"
            ),
        )
    return f"{name} is free"

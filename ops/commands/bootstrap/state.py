"""The storage account of the Terraform states: private, TLS only, with versions and soft delete."""

import time
import uuid
from collections.abc import Callable, Mapping
from typing import Any, Final

from azure.core.exceptions import AzureError, HttpResponseError, ServiceRequestError
from azure.mgmt.authorization.v2022_04_01 import AuthorizationManagementClient
from azure.mgmt.authorization.v2022_04_01.models import RoleAssignmentCreateParameters
from azure.mgmt.resource.resources import ResourceManagementClient
from azure.mgmt.storage import StorageManagementClient
from azure.storage.blob import ContainerClient

from ops.clients.azure.environment import AzureTarget
from ops.clients.azure.management import if_exists, wait
from ops.commands.bootstrap.action import BootstrapAction
from ops.commands.bootstrap.roles import BUILT_IN, held_roles
from ops.common.errors import UserError
from ops.delivery.secrets.revision_key import NotBootstrappedError, ensure_revision_key, revision_key

_SKU: Final = "Standard_ZRS"
_DATA_ROLE: Final = "Storage Blob Data Contributor"
_RETENTION_DAYS: Final = 30
# A new role assignment takes effect after minutes. Source: learn.microsoft.com, "Troubleshoot Azure RBAC".
_ROLE_DEADLINE_SECONDS: Final = 600.0
_PAUSE_SECONDS: Final = 10.0
# The codes of the blob service until then. Source: learn.microsoft.com, "Blob service error codes".
_NOT_YET: Final = ("AuthorizationPermissionMismatch", "ContainerNotFound", "ResourceNotFound")

#: Named as in Azure's reference (Storage Accounts – Create).
ACCOUNT_SETTINGS: Final[dict[str, Any]] = {
    "minimumTlsVersion": "TLS1_2",
    "supportsHttpsTrafficOnly": True,
    "allowBlobPublicAccess": False,
    "allowSharedKeyAccess": False,
    "defaultToOAuthAuthentication": True,
    "allowCrossTenantReplication": False,
}
#: An overwritten or deleted state can be restored for a month.
BLOB_SETTINGS: Final[dict[str, Any]] = {
    "isVersioningEnabled": True,
    "deleteRetentionPolicy": {"enabled": True, "days": _RETENTION_DAYS},
    "containerDeleteRetentionPolicy": {"enabled": True, "days": _RETENTION_DAYS},
}


class NameTakenError(UserError):
    """A storage account name that somebody else uses; it must be unique in all of Azure."""


class RoleNotEffectiveError(UserError):
    """A role assignment that has not taken effect yet."""


def missing_group(target: AzureTarget) -> list[BootstrapAction]:
    """Return the action that creates the state account's resource group, if it is missing."""
    name, azure = target.environment.state.resource_group, target.environment.azure
    groups = target.azure.open(ResourceManagementClient).resource_groups
    if if_exists(lambda: groups.get(name)) is not None:
        return []
    body: Any = {"location": azure.location, "tags": azure.tags.model_dump()}
    return [
        BootstrapAction(
            what=f"resource group {name} in {azure.location}", run=lambda: groups.create_or_update(name, body)
        )
    ]


def missing_account(target: AzureTarget) -> list[BootstrapAction]:
    """Return the action that creates the account, or that corrects its settings.

    Raises NameTakenError when the name belongs to another subscription or resource group.
    """
    group, name = _account(target)
    accounts = target.azure.open(StorageManagementClient).storage_accounts
    account = if_exists(lambda: accounts.get_properties(group, name))
    if account is None:
        check_account_name(target)
        azure = target.environment.azure
        body: Any = {
            "location": azure.location,
            "kind": "StorageV2",
            "sku": {"name": _SKU},
            "tags": azure.tags.model_dump(),
            "properties": ACCOUNT_SETTINGS,
        }
        return [
            BootstrapAction(
                what=f"storage account {name} ({_SKU}, TLS 1.2, no shared key, no public access)",
                run=lambda: wait(accounts.begin_create(group, name, body), where=target.state_account),
            )
        ]
    different: Any = _different(ACCOUNT_SETTINGS, account.get("properties", {}))
    if not different:
        return []
    return [
        BootstrapAction(
            what=f"{_settings(different)} of storage account {name}",
            run=lambda: accounts.update(group, name, {"properties": different}),
        )
    ]


def missing_protection(target: AzureTarget) -> list[BootstrapAction]:
    """Return the action that turns on versioning and soft delete, unless both are on."""
    group, name = _account(target)
    services = target.azure.open(StorageManagementClient).blob_services
    service: Any = if_exists(lambda: services.get_service_properties(group, name)) or {}
    if not _different(BLOB_SETTINGS, service.get("properties", {})):
        return []
    body: Any = {"properties": BLOB_SETTINGS}
    return [
        BootstrapAction(
            what=f"versions, and {_RETENTION_DAYS} days of soft delete, for blobs and containers",
            run=lambda: services.set_service_properties(group, name, body),
        )
    ]


def missing_container(target: AzureTarget) -> list[BootstrapAction]:
    """Return the action that creates the container, if it is missing."""
    group, account = _account(target)
    name = target.environment.state.container
    containers = target.azure.open(StorageManagementClient).blob_containers
    if if_exists(lambda: containers.get(group, account, name)) is not None:
        return []
    body: Any = {"properties": {"publicAccess": "None"}}
    return [
        BootstrapAction(what=f"container {name}", run=lambda: containers.create(group, account, name, body))
    ]


def missing_data_role(target: AzureTarget) -> list[BootstrapAction]:
    """Return the action that assigns the caller the role for reading and writing states."""
    if _holds_data_role(target):
        return []
    id_ = uuid.uuid5(uuid.NAMESPACE_URL, f"{target.state_container} {target.caller.object_id} {_DATA_ROLE}")
    role = f"{target.subscription}/providers/Microsoft.Authorization/roleDefinitions/{BUILT_IN[_DATA_ROLE]}"
    body = RoleAssignmentCreateParameters(
        role_definition_id=role,
        principal_id=target.caller.object_id,
        principal_type=target.caller.principal_type,
    )
    assignments = target.azure.open(AuthorizationManagementClient).role_assignments
    return [
        BootstrapAction(
            what=f"role {_DATA_ROLE} on the container for {target.caller.name}",
            run=lambda: assignments.create(target.state_container, str(id_), body),
        )
    ]


def missing_revision_key(
    container: ContainerClient, *, reachable: bool, pause: Callable[[float], None] = time.sleep
) -> list[BootstrapAction]:
    """Return the action that creates the revision key. `reachable`: whether account and role exist."""
    if reachable and _key_exists(container):
        return []
    return [
        BootstrapAction(
            what="key of the secrets' revisions",
            run=lambda: _create_key(container, pause=pause),
        )
    ]


def _account(target: AzureTarget) -> tuple[str, str]:
    return target.environment.state.resource_group, target.environment.state.storage_account


def check_account_name(target: AzureTarget) -> None:
    """Raise NameTakenError when the name of the account that is to be created is somebody else's."""
    name = target.environment.state.storage_account
    answer = target.azure.open(StorageManagementClient).storage_accounts.check_name_availability(
        {"name": name, "type": "Microsoft.Storage/storageAccounts"}
    )
    if not answer.name_available:
        raise NameTakenError(
            f"the storage account name {name} is not available: {answer.message or answer['reason']}",
            where="state.storage_account of the environment file",
            remedy=(
                "if it is yours, correct azure.subscription_id or state.resource_group; "
                "otherwise choose another name, which must be unique in all of Azure"
            ),
        )


def _holds_data_role(target: AzureTarget) -> bool:
    # Before the account exists, Azure answers that its scope does not.
    held = if_exists(
        lambda: held_roles(target.azure, target.state_container, object_id=target.caller.object_id)
    )
    return bool({_DATA_ROLE, "Storage Blob Data Owner"} & (held or frozenset()))


def _key_exists(container: ContainerClient) -> bool:
    try:
        revision_key(container)
    except (NotBootstrappedError, HttpResponseError, ServiceRequestError):
        return False  # creating the key meets the same error and reports it
    return True


def _create_key(container: ContainerClient, *, pause: Callable[[float], None]) -> None:
    """Create the key as soon as the account's name resolves and the role has taken effect."""
    end = time.monotonic() + _ROLE_DEADLINE_SECONDS
    while True:
        try:
            ensure_revision_key(container)
        except (HttpResponseError, ServiceRequestError) as error:
            not_yet = isinstance(error, ServiceRequestError) or _code(error) in _NOT_YET
            if not not_yet or time.monotonic() >= end:
                raise RoleNotEffectiveError(
                    f"the key cannot be written: {error.message.splitlines()[0]}",
                    where=f"container {container.container_name} of {container.account_name}",
                    remedy=f"check that you have the role {_DATA_ROLE} there, then run `ops bootstrap` again",
                ) from error
            pause(_PAUSE_SECONDS)
        else:
            return


def _code(error: AzureError) -> str:
    """Return the blob service's own code; the library adds it to the exceptions of its base."""
    return str(getattr(error, "error_code", ""))


def _different(wanted: Mapping[str, Any], actual: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings that differ; Azure may add further keys to an object."""
    return {key: value for key, value in wanted.items() if not _agrees(value, actual.get(key))}


def _agrees(wanted: Any, actual: Any) -> bool:
    if isinstance(wanted, Mapping) and isinstance(actual, Mapping):
        return not _different(wanted, actual)
    return bool(wanted == actual)


def _settings(different: dict[str, Any]) -> str:
    return ", ".join(f"{key} = {value}" for key, value in different.items())

"""The storage account of the states: private, TLS only, and nothing in it is lost by a mistake."""

import time
import uuid
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from azure.core.exceptions import AzureError, HttpResponseError, ServiceRequestError
from azure.storage.blob import ContainerClient

from ops.clients.azure.environment import Target
from ops.clients.azure.rest import AzureRefusedError
from ops.commands.bootstrap.action import Action
from ops.commands.bootstrap.roles import BUILT_IN, held_roles
from ops.commands.bootstrap.roles import VERSION as ROLES_VERSION
from ops.common.errors import UserError
from ops.delivery.releases.revision_key import NotBootstrappedError, ensure_revision_key, revision_key

_GROUPS_VERSION: Final = "2021-04-01"
_STORAGE_VERSION: Final = "2023-05-01"
_SKU: Final = "Standard_ZRS"
_DATA_ROLE: Final = "Storage Blob Data Contributor"
_RETENTION_DAYS: Final = 30
# A role that was just given holds after some minutes. Source: learn.microsoft.com, "Troubleshoot Azure RBAC".
_ROLE_DEADLINE_SECONDS: Final = 600.0
_PAUSE_SECONDS: Final = 10.0
# What the blob service says while that takes. Source: learn.microsoft.com, "Blob service error codes".
_NOT_YET: Final = ("AuthorizationPermissionMismatch", "ContainerNotFound", "ResourceNotFound")

#: Azure's names, as its reference has them (Storage Accounts – Create).
ACCOUNT_SETTINGS: Final[dict[str, Any]] = {
    "minimumTlsVersion": "TLS1_2",
    "supportsHttpsTrafficOnly": True,
    "allowBlobPublicAccess": False,
    "allowSharedKeyAccess": False,
    "defaultToOAuthAuthentication": True,
    "allowCrossTenantReplication": False,
}
#: A state that was overwritten or deleted can be brought back for a month.
BLOB_SETTINGS: Final[dict[str, Any]] = {
    "isVersioningEnabled": True,
    "deleteRetentionPolicy": {"enabled": True, "days": _RETENTION_DAYS},
    "containerDeleteRetentionPolicy": {"enabled": True, "days": _RETENTION_DAYS},
}


class NameTakenError(UserError):
    """Somebody else has a storage account of this name, which is unique in all of Azure."""


class RoleNotEffectiveError(UserError):
    """A role that was given does not hold yet."""


def missing_group(target: Target) -> list[Action]:
    """Return the making of the states' resource group."""
    if target.azure.find(target.state_group, version=_GROUPS_VERSION) is not None:
        return []
    azure = target.environment.azure
    body = {"location": azure.location, "tags": azure.tags.model_dump()}
    return [
        Action(
            what=f"resource group {target.environment.state.resource_group} in {azure.location}",
            make=lambda: target.azure.put(target.state_group, body, version=_GROUPS_VERSION),
        )
    ]


def missing_account(target: Target) -> list[Action]:
    """Return the making of the account, or the setting of what somebody set otherwise.

    Raises NameTakenError when the name belongs to another subscription or resource group.
    """
    name = target.environment.state.storage_account
    found = target.azure.find(target.state_account, version=_STORAGE_VERSION)
    if found is None:
        _check_name(target)
        azure = target.environment.azure
        body = {
            "location": azure.location,
            "kind": "StorageV2",
            "sku": {"name": _SKU},
            "tags": azure.tags.model_dump(),
            "properties": ACCOUNT_SETTINGS,
        }
        what = f"storage account {name} ({_SKU}, TLS 1.2, no shared key, no public access)"
        return [
            Action(
                what=what, make=lambda: target.azure.put(target.state_account, body, version=_STORAGE_VERSION)
            )
        ]
    different = _different(ACCOUNT_SETTINGS, found.get("properties", {}))
    if not different:
        return []
    return [
        Action(
            what=f"{_settings(different)} of storage account {name}",
            make=lambda: target.azure.patch(
                target.state_account, {"properties": different}, version=_STORAGE_VERSION
            ),
        )
    ]


def missing_protection(target: Target) -> list[Action]:
    """Return the switching on of versions and soft delete."""
    path = f"{target.state_account}/blobServices/default"
    found = target.azure.find(path, version=_STORAGE_VERSION) or {}
    different = _different(BLOB_SETTINGS, found.get("properties", {}))
    if not different:
        return []
    return [
        Action(
            what=f"versions, and {_RETENTION_DAYS} days of soft delete, for blobs and containers",
            make=lambda: target.azure.put(path, {"properties": BLOB_SETTINGS}, version=_STORAGE_VERSION),
        )
    ]


def missing_container(target: Target) -> list[Action]:
    """Return the making of the container."""
    if target.azure.find(target.state_container, version=_STORAGE_VERSION) is not None:
        return []
    body = {"properties": {"publicAccess": "None"}}
    return [
        Action(
            what=f"container {target.environment.state.container}",
            make=lambda: target.azure.put(target.state_container, body, version=_STORAGE_VERSION),
        )
    ]


def missing_data_role(target: Target) -> list[Action]:
    """Return the giving of the role that reads and writes states: an owner does not have it by himself."""
    if _holds_data_role(target):
        return []
    id_ = uuid.uuid5(uuid.NAMESPACE_URL, f"{target.state_container} {target.caller.object_id} {_DATA_ROLE}")
    path = f"{target.state_container}/providers/Microsoft.Authorization/roleAssignments/{id_}"
    role = f"{target.subscription}/providers/Microsoft.Authorization/roleDefinitions/{BUILT_IN[_DATA_ROLE]}"
    body = {
        "properties": {
            "roleDefinitionId": role,
            "principalId": target.caller.object_id,
            "principalType": target.caller.principal_type,
        }
    }
    return [
        Action(
            what=f"role {_DATA_ROLE} on the container for {target.caller.name}",
            make=lambda: target.azure.put(path, body, version=ROLES_VERSION),
        )
    ]


def missing_revision_key(
    container: ContainerClient, *, reachable: bool, pause: Callable[[float], None] = time.sleep
) -> list[Action]:
    """Return the making of the key of the secrets' revisions. `reachable`: whether account and role exist."""
    if reachable and _key_is_there(container):
        return []
    return [
        Action(
            what="key of the secrets' revisions",
            make=lambda: _make_key(container, pause=pause),
        )
    ]


def _check_name(target: Target) -> None:
    name = target.environment.state.storage_account
    answer = target.azure.post(
        f"{target.subscription}/providers/Microsoft.Storage/checkNameAvailability",
        {"name": name, "type": "Microsoft.Storage/storageAccounts"},
        version=_STORAGE_VERSION,
    )
    if not answer["nameAvailable"]:
        raise NameTakenError(
            f"the storage account name {name} cannot be had: {answer.get('message') or answer.get('reason')}",
            where="state.storage_account of the environment file",
            remedy=(
                "if it is yours, correct azure.subscription_id or state.resource_group; "
                "otherwise choose another name, which must be unique in all of Azure"
            ),
        )


def _holds_data_role(target: Target) -> bool:
    try:
        held = held_roles(target.azure, target.state_container, object_id=target.caller.object_id)
    except AzureRefusedError as error:
        if error.status == HTTPStatus.NOT_FOUND:  # before the account is there
            return False
        raise
    return bool({_DATA_ROLE, "Storage Blob Data Owner"} & set(held))


def _key_is_there(container: ContainerClient) -> bool:
    try:
        revision_key(container)
    except (NotBootstrappedError, HttpResponseError, ServiceRequestError):
        return False  # whatever it is, making the key meets it too, and says so
    return True


def _make_key(container: ContainerClient, *, pause: Callable[[float], None]) -> None:
    """Make the key as soon as the account's name resolves and the role holds."""
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


def _different(wanted: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """Return the settings that are not as wanted; Azure may add keys of its own to an object."""
    return {key: value for key, value in wanted.items() if not _agrees(value, found.get(key))}


def _agrees(wanted: Any, found: Any) -> bool:
    if isinstance(wanted, dict) and isinstance(found, dict):
        return not _different(wanted, found)
    return bool(wanted == found)


def _settings(different: dict[str, Any]) -> str:
    return ", ".join(f"{key} = {value}" for key, value in different.items())

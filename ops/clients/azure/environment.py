"""The subscription that an environment is deployed to, seen by who runs the command."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from contract import arm
from environments import Environment
from environments.loader import environments_folder
from ops.clients.azure.rest import AzureRefusedError, RestClient
from ops.clients.azure.sign_in import Caller, azure_credential, signed_in_caller
from ops.common.errors import UserError
from ops.engine.environment_file import environment_settings

_SUBSCRIPTIONS_VERSION: Final = "2022-12-01"
_NOT_SEEN: Final = ("SubscriptionNotFound", "InvalidAuthenticationTokenTenant", "AuthorizationFailed")
_NIL: Final = "00000000-0000-0000-0000-000000000000"


class WrongSubscriptionError(UserError):
    """The subscription of the environment file is not one to deploy to."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """An environment, Azure Resource Manager, and who is asking it."""

    environment: Environment
    azure: RestClient
    caller: Caller

    @property
    def subscription(self) -> str:
        """The subscription's path."""
        return arm.subscription(self.environment.azure.subscription_id)

    @property
    def group(self) -> str:
        """The path of the resource group that the foundation makes."""
        azure = self.environment.azure
        return arm.resource_group(azure.resource_group, subscription_guid=azure.subscription_id)

    @property
    def state_group(self) -> str:
        """The path of the resource group that keeps the states."""
        guid = self.environment.azure.subscription_id
        return arm.resource_group(self.environment.state.resource_group, subscription_guid=guid)

    @property
    def state_account(self) -> str:
        """The path of the storage account that keeps the states."""
        return arm.storage_account(self.environment.state.storage_account, group=self.state_group)

    @property
    def state_container(self) -> str:
        """The path of the container that keeps the states."""
        return arm.blob_container(self.environment.state.container, account=self.state_account)


def open_target(environment: str) -> tuple[Target, Path]:
    """Return an environment as the signed-in caller meets it in Azure, and its file.

    Raises EnvironmentRefusedError, WrongSubscriptionError for an id that was never filled in, and
    NotSignedInError.
    """
    found = environment_settings(environment)
    file = environments_folder() / f"{environment}.yaml"
    refuse_placeholders(found, file=str(file))
    credential = azure_credential()
    return Target(environment=found, azure=RestClient(credential), caller=signed_in_caller(credential)), file


def refuse_placeholders(environment: Environment, *, file: str) -> None:
    """Raise WrongSubscriptionError while the file still has the ids with which it is shipped."""
    found = {
        "azure.subscription_id": ([environment.azure.subscription_id], "az account show --query id"),
        "cluster.admin_group_ids": (
            environment.cluster.admin_group_ids,
            "az ad group show --group NAME --query id",
        ),
    }
    for key, (ids, command) in found.items():
        if _NIL in ids:
            raise WrongSubscriptionError(
                f"{key} is still the placeholder {_NIL}",
                where=file,
                remedy=f"write your own: {command}",
            )


def check_subscription(target: Target) -> str:
    """Return the subscription's name; raise WrongSubscriptionError when nothing can be deployed to it."""
    wanted = target.environment.azure.subscription_id
    try:
        found = target.azure.get(target.subscription, version=_SUBSCRIPTIONS_VERSION)
    except AzureRefusedError as error:
        if error.code not in _NOT_SEEN:
            raise
        others = target.azure.items("/subscriptions", version=_SUBSCRIPTIONS_VERSION)
        seen = ", ".join(f"{one['displayName']} ({one['subscriptionId']})" for one in others) or "none"
        raise WrongSubscriptionError(
            f"{target.caller.name} does not see the subscription {wanted}",
            where="azure.subscription_id of the environment file",
            remedy=f"sign in to its tenant (az login --tenant …) or correct the file; you see: {seen}",
        ) from error
    if found.get("state") != "Enabled":
        raise WrongSubscriptionError(
            f"the subscription {found.get('displayName')} is {found.get('state')}",
            where=wanted,
            remedy="enable it in the portal (Subscriptions → Overview), or write another one into the file",
        )
    if found.get("tenantId", target.caller.tenant_id) != target.caller.tenant_id:
        raise WrongSubscriptionError(
            f"the subscription belongs to the tenant {found['tenantId']}, you are signed in to "
            f"{target.caller.tenant_id}",
            where=wanted,
            remedy=f"run `az login --tenant {found['tenantId']}`",
        )
    return str(found["displayName"])

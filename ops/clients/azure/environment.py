"""An environment's subscription, as the signed-in caller sees it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from azure.mgmt.resource.subscriptions import SubscriptionClient

from contract import arm
from environments import Environment
from environments.loader import environments_folder
from ops.clients.azure.management import AzureClients, AzureRefusedError
from ops.clients.azure.sign_in import Caller, azure_credential, signed_in_caller
from ops.common.errors import UserError
from ops.common.simulation import refuse_in_rehearsal
from ops.engine.environment_file import environment_settings

_NOT_VISIBLE: Final = ("SubscriptionNotFound", "InvalidAuthenticationTokenTenant", "AuthorizationFailed")
_PLACEHOLDER: Final = "00000000-0000-0000-0000-000000000000"


class WrongSubscriptionError(UserError):
    """The subscription of the environment file cannot be deployed to."""


@dataclass(frozen=True, kw_only=True)
class AzureTarget:
    """An environment, the clients of its subscription, and the signed-in caller."""

    environment: Environment
    azure: AzureClients
    caller: Caller

    @property
    def subscription(self) -> str:
        """The subscription's path."""
        return arm.subscription(self.environment.azure.subscription_id)

    @property
    def group(self) -> str:
        """The path of the foundation's resource group."""
        azure = self.environment.azure
        return arm.resource_group(azure.resource_group, subscription_guid=azure.subscription_id)

    @property
    def state_group(self) -> str:
        """The path of the state account's resource group."""
        guid = self.environment.azure.subscription_id
        return arm.resource_group(self.environment.state.resource_group, subscription_guid=guid)

    @property
    def state_account(self) -> str:
        """The path of the storage account with the Terraform states."""
        return arm.storage_account(self.environment.state.storage_account, group=self.state_group)

    @property
    def state_container(self) -> str:
        """The path of the container with the Terraform states."""
        return arm.blob_container(self.environment.state.container, account=self.state_account)


def open_target(environment: str) -> tuple[AzureTarget, Path]:
    """Return an environment as the signed-in caller sees it in Azure, and its file.

    Raises EnvironmentRefusedError, WrongSubscriptionError for an id that is still a placeholder,
    NotSignedInError, and RehearsalShellError in the shell of a rehearsal.
    """
    refuse_in_rehearsal("the subscription")
    found = environment_settings(environment)
    file = environments_folder() / f"{environment}.yaml"
    refuse_placeholders(found, file=str(file))
    credential = azure_credential()
    azure = AzureClients(credential, found.azure.subscription_id)
    return AzureTarget(environment=found, azure=azure, caller=signed_in_caller(credential)), file


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
        if _PLACEHOLDER in ids:
            raise WrongSubscriptionError(
                f"{key} is still the placeholder {_PLACEHOLDER}",
                where=file,
                remedy=f"set it to the id that this prints: {command}",
            )


def check_subscription(target: AzureTarget) -> str:
    """Return the subscription's name; raise WrongSubscriptionError when it cannot be deployed to."""
    wanted = target.environment.azure.subscription_id
    subscriptions = target.azure.open_tenant(SubscriptionClient).subscriptions
    try:
        found = subscriptions.get(wanted)
    except AzureRefusedError as error:
        if error.code not in _NOT_VISIBLE:
            raise
        others = [f"{one.display_name} ({one.subscription_id})" for one in subscriptions.list()]
        visible = ", ".join(others) or "none"
        raise WrongSubscriptionError(
            f"{target.caller.name} does not see the subscription {wanted}",
            where="azure.subscription_id of the environment file",
            remedy=f"sign in to its tenant (az login --tenant …) or correct the file; you see: {visible}",
        ) from error
    if found.state != "Enabled":
        raise WrongSubscriptionError(
            f"the subscription {found.display_name} is {found['state']}",
            where=wanted,
            remedy="enable it in the portal (Subscriptions → Overview), or set another in the file",
        )
    if (found.tenant_id or target.caller.tenant_id) != target.caller.tenant_id:
        raise WrongSubscriptionError(
            f"the subscription belongs to the tenant {found.tenant_id}, you are signed in to "
            f"{target.caller.tenant_id}",
            where=wanted,
            remedy=f"run `az login --tenant {found.tenant_id}`",
        )
    return str(found.display_name)

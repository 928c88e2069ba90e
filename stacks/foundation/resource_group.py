"""The environment's resource group, and how Terraform signs in to the subscription that it is in."""

from cdktf_cdktf_provider_azurerm.provider import (
    AzurermProvider,
    AzurermProviderFeatures,
    AzurermProviderFeaturesResourceGroup,
)
from cdktf_cdktf_provider_azurerm.resource_group import ResourceGroup
from constructs import Construct

from constructs_lib.azure.placement import Placement
from contract import arm
from environments.azure import Azure, State


class SubscriptionProvider(AzurermProvider):
    """The azurerm provider for the environment's subscription."""

    def __init__(self, scope: Construct, id_: str, *, settings: Azure) -> None:
        super().__init__(
            scope,
            id_,
            features=[
                AzurermProviderFeatures(
                    # A group with something in it that Terraform has not made is not deleted with it.
                    resource_group=[
                        AzurermProviderFeaturesResourceGroup(prevent_deletion_if_contains_resources=True)
                    ]
                )
            ],
            subscription_id=settings.subscription_id,
            # `ops bootstrap` registers what is needed, once, so that a deployment needs no such right.
            resource_provider_registrations="none",
        )


class FoundationGroup(ResourceGroup):
    """The resource group of an environment: where, and under which names, the foundation's resources are.

    Attributes:
        placement: The group, the location and the tags. The location is a value, because names are made of
            it; the group is a reference, for which everything waits.
        prefix: How the names of what is in the group begin.
        environment: The environment's name.
        subscription_arm_id: ARM id of the subscription.
    """

    def __init__(self, scope: Construct, id_: str, *, settings: Azure, environment: str, prefix: str) -> None:
        tags = {"environment": environment, **settings.tags.model_dump()}
        super().__init__(scope, id_, name=settings.resource_group, location=settings.location, tags=tags)
        self.placement = Placement(resource_group=self.name, location=settings.location, tags=tags)
        self.prefix = prefix
        self.environment = environment
        self.subscription_arm_id = arm.subscription(settings.subscription_id)

    def states(self, settings: State) -> str:
        """Return the ARM id of the container that keeps the states, which `ops bootstrap` has made."""
        group = f"{self.subscription_arm_id}/resourceGroups/{settings.resource_group}"
        account = arm.storage_account(settings.storage_account, group=group)
        return arm.blob_container(settings.container, account=account)

"""Settings of the foundation stack: the subscription, the remote state, the registry."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from environments.names import (
    ContainerName,
    Guid,
    Region,
    RegistryName,
    ResourceGroupName,
    StorageAccountName,
    TagValue,
)
from environments.section import Section


class Tags(Section):
    """Who owns the resources and who pays; written on every one of them."""

    owner: TagValue
    cost_centre: TagValue
    repository: TagValue


class Azure(Section):
    """Where in Azure the environment lives."""

    subscription_id: Guid
    location: Region
    resource_group: ResourceGroupName
    tags: Tags


class State(Section):
    """The storage account and container that hold the Terraform states, and the account's resource group."""

    resource_group: ResourceGroupName
    storage_account: StorageAccountName
    container: ContainerName


class Registry(Section):
    """The container registry. What only Premium has is refused for the other two, as Azure would."""

    name: RegistryName
    sku: Literal["Basic", "Standard", "Premium"] = "Basic"
    untagged_retention_days: Annotated[int, Field(ge=1, le=365)] | None = None
    quarantine: bool = False

    @model_validator(mode="after")
    def _sku_has_these_policies(self) -> Self:
        wanted = {
            "untagged_retention_days": self.untagged_retention_days is not None,
            "quarantine": self.quarantine,
        }
        refused = [name for name, is_set in wanted.items() if is_set]
        if refused and self.sku != "Premium":
            raise ValueError(f"{' and '.join(refused)} need the sku Premium; this is {self.sku}")
        return self

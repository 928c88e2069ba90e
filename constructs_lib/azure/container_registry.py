"""The registry that holds the application's images."""

from collections.abc import Sequence
from typing import Literal

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_azurerm.container_registry import ContainerRegistry as AzureContainerRegistry
from cdktf_cdktf_provider_azurerm.role_assignment import RoleAssignment
from constructs import Construct

from constructs_lib.azure.placement import Placement

RegistrySku = Literal["Basic", "Standard", "Premium"]


class ContainerRegistry(Construct):
    """An Azure container registry without an admin user: identities pull and push by role.

    Args:
        name: The registry's name, unique in Azure: 5 to 50 letters and digits.
        placement: Resource group, region and tags.
        sku: Price tier. Default: Basic.
        untagged_retention_days: Days until an untagged manifest is deleted (SKU Premium). Default: never.
        quarantine: Whether a pushed image cannot be pulled until a scanner has released it (SKU Premium).
            Default: no.
        depends_on: What must exist first. Default: nothing.

    Attributes:
        id: ARM id.
        login_server: Host name, `<name>.azurecr.io`.
        resource: The registry, for what must come after it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        placement: Placement,
        sku: RegistrySku = "Basic",
        untagged_retention_days: int | None = None,
        quarantine: bool = False,
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        registry = AzureContainerRegistry(
            self,
            "Default",
            name=name,
            resource_group_name=placement.resource_group,
            location=placement.location,
            sku=sku,
            admin_enabled=False,
            anonymous_pull_enabled=False,
            retention_policy_in_days=untagged_retention_days,
            quarantine_policy_enabled=quarantine or None,
            tags=placement.tags,
            depends_on=list(depends_on) or None,
        )
        self.id: str = registry.id
        self.login_server: str = registry.login_server
        self.resource: ITerraformDependable = registry

    def grant_pull(self, id_: str, *, principal_id: str) -> RoleAssignment:
        """Let an identity pull images. Source: learn.microsoft.com, "ACR roles and permissions"."""
        return RoleAssignment(
            self,
            id_,
            scope=self.id,
            role_definition_name="AcrPull",
            principal_id=principal_id,
            principal_type="ServicePrincipal",
            description="The nodes pull the application's images",
        )

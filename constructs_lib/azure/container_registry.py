"""The registry that holds the application's images."""

from collections.abc import Mapping

from cdktf_cdktf_provider_azurerm.container_registry import ContainerRegistry as AzureContainerRegistry
from cdktf_cdktf_provider_azurerm.role_assignment import RoleAssignment
from constructs import Construct


class ContainerRegistry(Construct):
    """An Azure container registry without an admin user: identities pull and push by role.

    `untagged_retention_days` and `quarantine` are for the SKU Premium; None and False leave them out.
    Quarantine keeps a pushed image from being pulled until a scanner has released it.

    Outputs: `id` (ARM id) and `login_server` (`<name>.azurecr.io`).
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        resource_group: str,
        location: str,
        sku: str,
        untagged_retention_days: int | None,
        quarantine: bool,
        tags: Mapping[str, str],
    ) -> None:
        super().__init__(scope, id_)
        registry = AzureContainerRegistry(
            self,
            "Default",
            name=name,
            resource_group_name=resource_group,
            location=location,
            sku=sku,
            admin_enabled=False,
            anonymous_pull_enabled=False,
            retention_policy_in_days=untagged_retention_days,
            quarantine_policy_enabled=quarantine or None,
            tags=tags,
        )
        self.id = registry.id
        self.login_server = registry.login_server

    def allow_pull(self, id_: str, *, principal_id: str) -> None:
        """Let an identity pull images. Source: learn.microsoft.com, "ACR roles and permissions"."""
        RoleAssignment(
            self,
            id_,
            scope=self.id,
            role_definition_name="AcrPull",
            principal_id=principal_id,
            principal_type="ServicePrincipal",
            description="The nodes pull the application's images",
        )

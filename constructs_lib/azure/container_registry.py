"""The registry that holds the application's images."""

from collections.abc import Mapping

from cdktf_cdktf_provider_azurerm.container_registry import ContainerRegistry as AzureContainerRegistry
from cdktf_cdktf_provider_azurerm.role_assignment import RoleAssignment
from constructs import Construct


class ContainerRegistry(Construct):
    """An Azure container registry without an admin user: identities pull and push by role.

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
            skip_service_principal_aad_check=True,
        )

"""An identity for a service or a workflow, without a password or any other secret."""

from collections.abc import Sequence
from typing import Any

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_azurerm.federated_identity_credential import FederatedIdentityCredential
from cdktf_cdktf_provider_azurerm.role_assignment import RoleAssignment
from cdktf_cdktf_provider_azurerm.user_assigned_identity import UserAssignedIdentity
from constructs import Construct

from constructs_lib.azure.placement import Placement


class ManagedIdentity(Construct):
    """A user-assigned managed identity.

    Args:
        name: The identity's name in Azure.
        placement: Resource group, region and tags.
        depends_on: What must exist first. Default: nothing.

    Attributes:
        id: ARM id.
        client_id: What a sign-in names.
        principal_id: What a role is assigned to.
        resource: The identity, for what must come after it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        placement: Placement,
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        identity = UserAssignedIdentity(
            self,
            "Default",
            name=name,
            resource_group_name=placement.resource_group,
            location=placement.location,
            tags=placement.tags,
            depends_on=list(depends_on) or None,
        )
        self._resource_group = placement.resource_group
        self.id: str = identity.id
        self.client_id: str = identity.client_id
        self.principal_id: str = identity.principal_id
        self.resource: ITerraformDependable = identity

    def grant_sign_in(
        self, id_: str, *, issuer: str, subject: str, audience: str
    ) -> FederatedIdentityCredential:
        """Let the bearer of a token that `issuer` has signed for `subject` act as this identity.

        Source: learn.microsoft.com, "Workload identity federation".
        """
        return FederatedIdentityCredential(
            self,
            id_,
            name=id_,
            parent_id=self.id,
            resource_group_name=self._resource_group,
            issuer=issuer,
            subject=subject,
            audience=[audience],
        )

    def grant_role(
        self, id_: str, *, role: str, scope: str, reason: str, condition: str | None = None
    ) -> RoleAssignment:
        """Give this identity a built-in role on `scope`, an ARM id; `condition` narrows it (ABAC)."""
        return RoleAssignment(
            self,
            id_,
            scope=scope,
            role_definition_name=role,
            condition=condition,
            condition_version="2.0" if condition else None,
            description=reason,
            **self._principal(),
        )

    def grant_custom_role(self, id_: str, *, role_id: str, scope: str, reason: str) -> RoleAssignment:
        """Give this identity a custom role on `scope`, by the ARM id of the role's definition."""
        return RoleAssignment(
            self, id_, scope=scope, role_definition_id=role_id, description=reason, **self._principal()
        )

    def _principal(self) -> dict[str, Any]:
        # Naming the type spares Azure a look-up that fails while a new identity is not yet everywhere.
        return {"principal_id": self.principal_id, "principal_type": "ServicePrincipal"}

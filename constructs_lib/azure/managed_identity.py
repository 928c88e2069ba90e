"""An identity of its own for a service or a workflow: no password, no secret, no expiry."""

from collections.abc import Mapping
from typing import Any

from cdktf_cdktf_provider_azurerm.federated_identity_credential import FederatedIdentityCredential
from cdktf_cdktf_provider_azurerm.role_assignment import RoleAssignment
from cdktf_cdktf_provider_azurerm.user_assigned_identity import UserAssignedIdentity
from constructs import Construct


class ManagedIdentity(Construct):
    """A user-assigned managed identity.

    Outputs: `id` (ARM id), `client_id` (what a sign-in names), `principal_id` (what a role is given to).
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        resource_group: str,
        location: str,
        tags: Mapping[str, str],
    ) -> None:
        super().__init__(scope, id_)
        identity = UserAssignedIdentity(
            self, "Default", name=name, resource_group_name=resource_group, location=location, tags=tags
        )
        self._resource_group = resource_group
        self.id = identity.id
        self.client_id = identity.client_id
        self.principal_id = identity.principal_id

    def trust(self, id_: str, *, issuer: str, subject: str, audience: str) -> None:
        """Let the bearer of a token that `issuer` has signed for `subject` act as this identity.

        Source: learn.microsoft.com, "Workload identity federation".
        """
        FederatedIdentityCredential(
            self,
            id_,
            name=id_,
            parent_id=self.id,
            resource_group_name=self._resource_group,
            issuer=issuer,
            subject=subject,
            audience=[audience],
        )

    def grant(
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

    def grant_custom(self, id_: str, *, role_id: str, scope: str, reason: str) -> RoleAssignment:
        """Give this identity a role of ours, by the ARM id of its definition."""
        return RoleAssignment(
            self, id_, scope=scope, role_definition_id=role_id, description=reason, **self._principal()
        )

    def _principal(self) -> dict[str, Any]:
        # Naming the type spares Azure a look-up that fails while a new identity is not yet everywhere.
        return {"principal_id": self.principal_id, "principal_type": "ServicePrincipal"}

"""The identities with which GitHub's workflows plan, watch and deploy."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cdktf_cdktf_provider_azurerm.role_definition import RoleDefinition, RoleDefinitionPermissions
from constructs import Construct

from constructs_lib.azure.managed_identity import ManagedIdentity
from constructs_lib.azure.placement import Placement
from contract.names import GITHUB_ISSUER, DeliveryJob, delivery_identity

_AUDIENCE: Final = "api://AzureADTokenExchange"
# The roles that a deployment itself hands out; their ids are the same in every tenant. Source:
# MicrosoftDocs/azure-docs, articles/role-based-access-control/built-in-roles.md.
_ROLES_TO_HAND_OUT: Final = {
    "AcrPull": "7f951dda-4ed3-4680-a7ca-43fe172d538d",
    "Network Contributor": "4d97b98b-1d4f-4787-a291-c67834d212e7",
    "Azure Kubernetes Service Cluster User Role": "4abbcc35-e782-43d8-92c5-2d3f1bd2253f",
}


@dataclass(frozen=True, kw_only=True)
class Repository:
    """The GitHub repository (`owner/name`), its default branch and its deployment environment.

    The ids are those that GitHub puts into the repository's tokens; None where it does not.
    """

    name: str
    default_branch: str
    environment: str
    owner_id: int | None = None
    repository_id: int | None = None

    @property
    def subject_prefix(self) -> str:
        """The start of the subject of every token of the repository. Entra ID compares the case, too."""
        if self.owner_id is None or self.repository_id is None:
            return f"repo:{self.name}"
        owner, name = self.name.split("/")
        return f"repo:{owner}@{self.owner_id}/{name}@{self.repository_id}"


@dataclass(frozen=True, kw_only=True)
class Scopes:
    """ARM ids of what the identities get rights on, and how the environment's blobs begin in `states`."""

    subscription: str
    resource_group: str
    registry: str
    cluster: str
    states: str
    state_prefix: str


class DeliveryIdentities(Construct):
    """Three identities that only this repository's workflows can take on, without any client secret.

    *plan* answers a pull request, *drift* the default branch, *deploy* the deployment environment, whose
    protection rules say who may approve. docs/decisions/0015-github-identities.md argues each role.
    Source of the subjects: docs.github.com, "OpenID Connect reference", of the ids in them "Immutable
    subject claims" there.

    Outputs: `client_ids`, by the identity's name.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name_prefix: str,
        repository: Repository,
        scopes: Scopes,
        placement: Placement,
    ) -> None:
        super().__init__(scope, id_)
        self._scopes = scopes
        self._prefix = name_prefix
        subjects = {
            DeliveryJob.PLAN: "pull_request",
            DeliveryJob.DRIFT: f"ref:refs/heads/{repository.default_branch}",
            DeliveryJob.DEPLOY: f"environment:{repository.environment}",
        }
        identities = {
            name: ManagedIdentity(
                self,
                name,
                name=delivery_identity(name, cluster=name_prefix),
                placement=placement,
            )
            for name in subjects
        }
        for name, subject in subjects.items():
            identities[name].grant_sign_in(
                "github",
                issuer=GITHUB_ISSUER,
                subject=f"{repository.subject_prefix}:{subject}",
                audience=_AUDIENCE,
            )
        outside = self._role_outside_the_group()
        for identity in identities.values():
            identity.grant_custom_role(
                "read_outside",
                role_id=outside,
                scope=scopes.subscription,
                reason="A refresh reads budgets and role assignments outside of the resource group",
            )
        self._grant_read(identities[DeliveryJob.PLAN])
        self._grant_read(identities[DeliveryJob.DRIFT])
        identities[DeliveryJob.PLAN].grant_custom_role(
            "read_definitions",
            role_id=self._role_of_definitions(),
            scope=scopes.cluster,
            reason="A plan of a custom resource asks the cluster for its definition, and for no object",
        )
        identities[DeliveryJob.DRIFT].grant_custom_role(
            "read_cluster",
            role_id=self._role_in_the_cluster(),
            scope=scopes.cluster,
            reason="A refresh reads the cluster's objects, Helm's release secrets among them",
        )
        self._grant_deploy(identities[DeliveryJob.DEPLOY])
        self.client_ids = {name: identity.client_id for name, identity in identities.items()}

    def _grant_read(self, identity: ManagedIdentity) -> None:
        identity.grant_role(
            "read_group",
            role="Reader",
            scope=self._scopes.resource_group,
            reason="A plan compares with what there is in the resource group",
        )
        identity.grant_role(
            "read_states",
            role="Storage Blob Data Reader",
            scope=self._scopes.states,
            reason="A plan reads the states; without a right to write it cannot lock or change one",
            condition=_only_blobs_under(self._scopes.state_prefix),
        )
        identity.grant_role(
            "read_kubeconfig",
            role="Azure Kubernetes Service Cluster User Role",
            scope=self._scopes.cluster,
            reason="A refresh of the cluster lists its kubeconfig, which holds no secret",
        )

    def _grant_deploy(self, identity: ManagedIdentity) -> None:
        roles = {
            "write_group": ("Contributor", self._scopes.resource_group, "Creates and changes the resources"),
            "lock_group": (
                "Locks Contributor",
                self._scopes.resource_group,
                "Sets the database's deletion lock",
            ),
            "push_images": ("AcrPush", self._scopes.registry, "Pushes the images that it has built"),
            "write_cluster": (
                "Azure Kubernetes Service RBAC Cluster Admin",
                self._scopes.cluster,
                "Installs add-ons with definitions and cluster roles, and releases the application",
            ),
            "write_states": (
                "Storage Blob Data Contributor",
                self._scopes.states,
                "Locks and writes the states",
            ),
            "write_budgets": (
                "Cost Management Contributor",
                self._scopes.subscription,
                "Budgets belong to the subscription",
            ),
        }
        for id_, (role, scope, reason) in roles.items():
            identity.grant_role(id_, role=role, scope=scope, reason=reason)
        identity.grant_role(
            "assign_roles",
            role="Role Based Access Control Administrator",
            scope=self._scopes.resource_group,
            reason="Hands out the roles of the cluster's own identities, and no others",
            condition=_only_these_roles(list(_ROLES_TO_HAND_OUT.values())),
        )

    def _role_outside_the_group(self) -> str:
        return self._role(
            "reads_outside",
            what="reads what a plan needs outside of its resource group",
            scope=self._scopes.subscription,
            actions=[
                "Microsoft.Authorization/roleAssignments/read",
                "Microsoft.Authorization/roleDefinitions/read",
                "Microsoft.Consumption/budgets/read",
                "Microsoft.Resources/subscriptions/read",
            ],
        )

    def _role_of_definitions(self) -> str:
        """Return a role that reads definitions alone: the built-in ones that do read all of a namespace, too.

        Sources: hashicorp/terraform-provider-kubernetes, manifest/provider/resource.go (lookUpGVKinCRDs),
        which a plan without a refresh runs as well; the data action is named in
        MicrosoftDocs/azure-docs, articles/role-based-access-control/permissions/containers.md.
        """
        return self._role(
            "reads_definitions",
            what="reads the cluster's definitions of custom resources",
            scope=self._scopes.subscription,
            data_actions=[
                "Microsoft.ContainerService/managedClusters/apiextensions.k8s.io/customresourcedefinitions/read"
            ],
        )

    def _role_in_the_cluster(self) -> str:
        """Add a role that only reads: every built-in role that reads Secrets may also write them."""
        return self._role(
            "reads_cluster",
            what="reads every object of the cluster",
            scope=self._scopes.subscription,
            data_actions=["Microsoft.ContainerService/managedClusters/*/read"],
        )

    def _role(
        self,
        id_: str,
        *,
        what: str,
        scope: str,
        actions: Sequence[str] = (),
        data_actions: Sequence[str] = (),
    ) -> str:
        """Define a role. Its name has the subscription: a tenant has each name once.

        Source: MicrosoftDocs/azure-docs, articles/role-based-access-control/custom-roles.md, "Custom role
        properties".
        """
        _, _, subscription = self._scopes.subscription.rpartition("/")
        role = RoleDefinition(
            self,
            id_,
            name=f"{self._prefix} {what} ({subscription})",
            scope=scope,
            assignable_scopes=[scope],
            permissions=[
                RoleDefinitionPermissions(
                    actions=list(actions) or None, data_actions=list(data_actions) or None
                )
            ],
        )
        return role.role_definition_resource_id


def _only_these_roles(role_ids: Sequence[str]) -> str:
    """Return a condition under which its holder can assign and remove these roles and no others.

    Source: MicrosoftDocs/azure-docs, articles/role-based-access-control/
    delegate-role-assignments-examples.md, "Constrain roles".
    """
    ids = ", ".join(role_ids)
    write, delete = (f"Microsoft.Authorization/roleAssignments/{action}" for action in ("write", "delete"))
    attribute = "Microsoft.Authorization/roleAssignments:RoleDefinitionId"
    return (
        f"((!(ActionMatches{{'{write}'}})) OR "
        f"(@Request[{attribute}] ForAnyOfAnyValues:GuidEquals {{{ids}}})) AND "
        f"((!(ActionMatches{{'{delete}'}})) OR "
        f"(@Resource[{attribute}] ForAnyOfAnyValues:GuidEquals {{{ids}}}))"
    )


def _only_blobs_under(prefix: str) -> str:
    """Return a condition under which blobs of one folder can be read; names of others can be listed.

    The container also holds the key of the secrets' revisions and other environments' states.
    Source: MicrosoftDocs/azure-docs, articles/storage/blobs/storage-auth-abac-examples.md, "Read blobs in
    named containers with a path".
    """
    blobs = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs"
    return (
        f"((!(ActionMatches{{'{blobs}/read'}} AND NOT SubOperationMatches{{'Blob.List'}})) OR "
        f"(@Resource[{blobs}:path] StringLike '{prefix}*'))"
    )

"""How GitHub's workflows get to plan, look for drift and deploy."""

from constructs import Construct

from constructs_lib.azure.cluster import Cluster
from constructs_lib.azure.container_registry import ContainerRegistry
from contract.stacks import state_prefix
from environments.azure import State
from environments.delivery import GitHub
from stacks.foundation.delivery_identities import DeliveryIdentities, Repository, Scopes
from stacks.foundation.resource_group import FoundationGroup


class GitHubDelivery(DeliveryIdentities):
    """An identity for each kind of job of the environment's repository, with the rights it needs."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        settings: GitHub,
        state: State,
        registry: ContainerRegistry,
        cluster: Cluster,
        at: FoundationGroup,
    ) -> None:
        super().__init__(
            scope,
            id_,
            name_prefix=at.prefix,
            repository=Repository(
                name=settings.repository,
                owner_id=settings.owner_id,
                repository_id=settings.repository_id,
                default_branch=settings.default_branch,
                environment=settings.deployment_environment,
            ),
            scopes=Scopes(
                subscription=at.subscription_arm_id,
                resource_group=at.id,
                registry=registry.id,
                cluster=cluster.id,
                states=at.states(state),
                state_prefix=state_prefix(at.environment),
            ),
            placement=at.placement,
        )

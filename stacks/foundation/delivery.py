"""The identities with which GitHub's workflows plan, look for drift and deploy."""

from constructs_lib.azure.cluster import Cluster
from constructs_lib.azure.container_registry import ContainerRegistry
from environments import Environment
from environments.delivery import GitHub
from stacks.deployment_stack import DeploymentStack
from stacks.foundation.delivery_identities import DeliveryIdentities, Repository, Scopes
from stacks.foundation.place import Place


def add_delivery(
    stack: DeploymentStack,
    *,
    environment: Environment,
    github: GitHub,
    place: Place,
    registry: ContainerRegistry,
    cluster: Cluster,
) -> None:
    """Add an identity for each kind of job, with the rights it needs, and put out its client id."""
    identities = DeliveryIdentities(
        stack,
        "github",
        name_prefix=environment.cluster.name,
        repository=Repository(
            name=github.repository,
            default_branch=github.default_branch,
            environment=github.deployment_environment,
        ),
        scopes=Scopes(
            subscription=place.subscription_id,
            resource_group=place.resource_group_id,
            registry=registry.id,
            cluster=cluster.id,
            states=_states(environment, place),
            state_prefix=f"{environment.name}/",
        ),
        placement=place.placement,
    )
    for name, client_id in identities.client_ids.items():
        stack.output(
            f"github_{name}_client_id", client_id, description=f"AZURE_CLIENT_ID of GitHub's '{name}' jobs"
        )


def _states(environment: Environment, place: Place) -> str:
    """Return the path of the container that keeps the states, which `ops bootstrap` has made."""
    state = environment.state
    return (
        f"{place.subscription_id}/resourceGroups/{state.resource_group}"
        f"/providers/Microsoft.Storage/storageAccounts/{state.storage_account}"
        f"/blobServices/default/containers/{state.container}"
    )

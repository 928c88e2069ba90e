"""Names that are derived from the environment: synthesis gives them, operations look for them."""

from enum import StrEnum
from typing import Final

#: The saved query that shows one request through every component.
ONE_REQUEST_QUERY: Final = "One request, from the gateway to the last component"
#: The issuer of the tokens with which GitHub's jobs sign in.
GITHUB_ISSUER: Final = "https://token.actions.githubusercontent.com"
# Source: learn.microsoft.com, "Azure Container Registry": the login server of <name> in the public cloud.
_REGISTRY_DOMAIN: Final = "azurecr.io"


class DeliveryJob(StrEnum):
    """The kinds of jobs that sign in to Azure from GitHub, each with an identity."""

    PLAN = "plan"
    DRIFT = "drift"
    DEPLOY = "deploy"


def delivery_identity(job: str, *, cluster: str) -> str:
    """Return the name of the managed identity of GitHub's jobs of one kind."""
    return f"{cluster}{delivery_identity_suffix(job)}"


def delivery_identity_suffix(job: str) -> str:
    """Return how the name of that identity ends, whatever the cluster's name."""
    return f"-github-{job}"


def node_resource_group(cluster: str) -> str:
    """Return the name of the resource group in which AKS keeps the nodes of a cluster."""
    return f"{cluster}-nodes"


def budget(amount: int, *, cluster: str) -> str:
    """Return the name of a monthly budget."""
    return f"{budget_prefix(cluster)}{amount}"


def budget_prefix(cluster: str) -> str:
    """Return how the names of all budgets of an environment begin."""
    return f"{cluster}-"


def registry_host(registry: str) -> str:
    """Return the host name of a container registry."""
    return f"{registry.lower()}.{_REGISTRY_DOMAIN}"

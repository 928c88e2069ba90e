"""The address of a cluster, from Azure. It holds no secret: local accounts are disabled."""

from dataclasses import dataclass
from typing import Any

import yaml
from azure.mgmt.containerservice import ContainerServiceClient

from ops.clients.azure.management import AzureClients, if_exists
from ops.common.errors import UserError


class NoClusterError(UserError):
    """A cluster that is not deployed yet."""


@dataclass(frozen=True, kw_only=True)
class ClusterAddress:
    """The API server's URL and its authority (base64 of PEM), as a kubeconfig has them."""

    name: str
    server: str
    authority: str


def cluster_address(
    azure: AzureClients, *, subscription: str, resource_group: str, name: str
) -> ClusterAddress:
    """Return a cluster's address; needs the role Azure Kubernetes Service Cluster User.

    Source: learn.microsoft.com, REST reference, "Managed Clusters - List Cluster User Credentials".
    """
    clusters = azure.open(ContainerServiceClient).managed_clusters
    answer = if_exists(lambda: clusters.list_cluster_user_credentials(resource_group, name, format="exec"))
    if answer is None:
        raise NoClusterError(
            f"there is no cluster {name} in {resource_group}",
            where=f"subscription {subscription}",
            remedy="deploy it first: ops deploy foundation",
        )
    kubeconfig = (answer.kubeconfigs or [])[0].value or b""
    document: dict[str, Any] = yaml.safe_load(kubeconfig)
    cluster = document["clusters"][0]["cluster"]
    return ClusterAddress(
        name=name, server=cluster["server"], authority=cluster["certificate-authority-data"]
    )

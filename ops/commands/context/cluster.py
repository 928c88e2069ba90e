"""Asking Azure where a cluster is reached. The answer holds no secret: local accounts are off."""

import base64
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import yaml

from contract import arm
from ops.clients.azure.rest import AzureRefusedError, RestClient
from ops.common.errors import UserError

_VERSION: Final = "2024-09-01"


class NoClusterError(UserError):
    """There is no such cluster yet, or Azure describes it in a way that is not understood."""


@dataclass(frozen=True, kw_only=True)
class ClusterAddress:
    """The API server's URL and its authority (base64 of PEM), as a kubeconfig has them."""

    name: str
    server: str
    authority: str


def cluster_address(
    azure: RestClient, *, subscription: str, resource_group: str, name: str
) -> ClusterAddress:
    """Return where a cluster is reached; needs the role Azure Kubernetes Service Cluster User.

    Source: learn.microsoft.com, REST reference, "Managed Clusters - List Cluster User Credentials".
    """
    group = arm.resource_group(resource_group, subscription_guid=subscription)
    path = arm.cluster(name, group=group)
    try:
        answer = azure.post(f"{path}/listClusterUserCredential", version=_VERSION, format="exec")
    except AzureRefusedError as error:
        if error.status == HTTPStatus.NOT_FOUND:
            raise NoClusterError(
                f"there is no cluster {name} in {resource_group}",
                where=f"subscription {subscription}",
                remedy="deploy it first: ops deploy foundation",
            ) from error
        raise
    document: dict[str, Any] = yaml.safe_load(base64.b64decode(answer["kubeconfigs"][0]["value"]))
    cluster = document["clusters"][0]["cluster"]
    return ClusterAddress(
        name=name, server=cluster["server"], authority=cluster["certificate-authority-data"]
    )

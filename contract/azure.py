"""Facts of Azure that both sides need."""

from typing import Final

#: The application id of "Azure Kubernetes Service AAD Server", the same in every tenant.
#: Source: github.com/Azure/kubelogin, docs, "Azure Kubernetes Service AAD Server".
AKS_SERVER_ID: Final = "6dae42f8-4368-4678-94ff-3960e28e3630"
#: Nodes that an upgrade adds to the pool (`max_surge`), which quotas and address ranges must have room for.
SURGE_NODES: Final = 1

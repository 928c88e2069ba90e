"""Names and addresses that belong to Kubernetes, to Azure or to this deployment's add-ons."""

from ipaddress import IPv4Network
from typing import Final

from contract.addons import AddonNamespace

# Sources: kubernetes.io, "Namespaces" (the initial ones); learn.microsoft.com/azure/aks/managed-namespaces,
# "Limitations" (the system namespaces that it names).
#: Namespaces that exist before the application's, or are another component's.
RESERVED_NAMESPACES: Final = frozenset(
    {
        "default",
        "kube-node-lease",
        "kube-public",
        "kube-system",
        "app-routing-system",
        "gatekeeper-system",
        "istio-system",
        *AddonNamespace,
    }
)
#: Every namespace with this prefix is the system's. Source: as above.
RESERVED_PREFIX: Final = "kube-"

# RFC 1918 and RFC 6598. Source: learn.microsoft.com, "Configure Azure CNI Overlay networking in AKS":
# Microsoft supports no others, and pods would not reach the owners of public ones.
#: The ranges that networks, pods and services may use.
PRIVATE_RANGES: Final = tuple(
    map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"))
)
# Source: learn.microsoft.com training, "Plan an Azure Kubernetes Service deployment", the service address
# range. Two more that it names, 169.254.0.0/16 and 192.0.2.0/24, are not private.
#: Private ranges that AKS keeps for itself.
AKS_RANGES: Final = tuple(map(IPv4Network, ("172.30.0.0/16", "172.31.0.0/16")))

"""The system pods of AKS with their requests.

Azure publishes no list. Each line names its source; `unverified` lines are an upper estimate.
docs/deployment/aks-checklist.md describes how to compare them with a real cluster.
"""

from typing import Final

from ops.delivery.cost.capacity.pods import PodRequests, times

# One on every node. No CSI driver is installed.
DAEMONS: Final = (
    PodRequests(name="cilium", millicores=0, memory_mib=100),  # github.com/Azure/AKS/issues/5244
    PodRequests(
        name="azure-cns", millicores=40, memory_mib=250
    ),  # memory: Azure/AKS/issues/3525; CPU unverified
    PodRequests(name="azure-ip-masq-agent", millicores=100, memory_mib=50),  # unverified
    PodRequests(name="cloud-node-manager", millicores=50, memory_mib=50),  # Azure/AKS/issues/5251
)

# One or two in a cluster.
CLUSTER_PODS: Final = (
    *times(PodRequests(name="coredns", millicores=100, memory_mib=70), 2),  # Azure/AKS/issues/5251
    # kubernetes-sigs/azuredisk-csi-driver/issues/129
    PodRequests(name="coredns-autoscaler", millicores=20, memory_mib=10),
    *times(PodRequests(name="azure-wi-webhook", millicores=100, memory_mib=20), 2),  # Azure/AKS/issues/5251
    *times(PodRequests(name="metrics-server", millicores=100, memory_mib=100), 2),  # unverified
    *times(PodRequests(name="konnectivity-agent", millicores=20, memory_mib=20), 2),  # unverified
    PodRequests(name="konnectivity-agent-autoscaler", millicores=20, memory_mib=10),  # unverified
    *times(PodRequests(name="cilium-operator", millicores=0, memory_mib=0), 2),  # Azure/AKS/issues/5244
    PodRequests(name="eraser-controller-manager", millicores=50, memory_mib=30),  # image cleaner; unverified
)

# Only with Container Insights. As in microsoft/Docker-Provider, kubernetes/ama-logs.yaml; each pod's token
# adapter (20m, 50 MiB) unverified.
INSIGHTS_DAEMONS: Final = (PodRequests(name="ama-logs", millicores=170, memory_mib=600),)
INSIGHTS_PODS: Final = (PodRequests(name="ama-logs-rs", millicores=170, memory_mib=300),)

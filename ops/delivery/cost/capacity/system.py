"""The pods that AKS itself runs on a cluster like ours, with what they request.

Azure publishes no list, and changes it. Each line names where its numbers were seen; `unverified` lines are
an upper guess. docs/deployment/aks-checklist.md says how to compare them with a cluster of one's own.
"""

from typing import Final

from ops.delivery.cost.capacity.pods import Pod, times

# One on every node. No driver for volumes is installed.
DAEMONS: Final = (
    Pod(name="cilium", millicores=0, memory_mib=100),  # github.com/Azure/AKS/issues/5244
    Pod(name="azure-cns", millicores=40, memory_mib=250),  # memory: Azure/AKS/issues/3525; CPU unverified
    Pod(name="azure-ip-masq-agent", millicores=100, memory_mib=50),  # unverified
    Pod(name="cloud-node-manager", millicores=50, memory_mib=50),  # Azure/AKS/issues/5251
)

# Once in a cluster, or twice.
CLUSTER_PODS: Final = (
    *times(Pod(name="coredns", millicores=100, memory_mib=70), 2),  # Azure/AKS/issues/5251
    # kubernetes-sigs/azuredisk-csi-driver/issues/129
    Pod(name="coredns-autoscaler", millicores=20, memory_mib=10),
    *times(Pod(name="azure-wi-webhook", millicores=100, memory_mib=20), 2),  # Azure/AKS/issues/5251
    *times(Pod(name="metrics-server", millicores=100, memory_mib=100), 2),  # unverified
    *times(Pod(name="konnectivity-agent", millicores=20, memory_mib=20), 2),  # unverified
    Pod(name="konnectivity-agent-autoscaler", millicores=20, memory_mib=10),  # unverified
    *times(Pod(name="cilium-operator", millicores=0, memory_mib=0), 2),  # Azure/AKS/issues/5244
    Pod(name="eraser-controller-manager", millicores=50, memory_mib=30),  # image cleaner; unverified
)

# Only with Container Insights. As in microsoft/Docker-Provider, kubernetes/ama-logs.yaml; each pod's token
# adapter (20m, 50 MiB) unverified.
INSIGHTS_DAEMONS: Final = (Pod(name="ama-logs", millicores=170, memory_mib=600),)
INSIGHTS_PODS: Final = (Pod(name="ama-logs-rs", millicores=170, memory_mib=300),)

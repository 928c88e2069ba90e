"""The system pods of AKS with their requests.

Azure publishes no list. Each line names its source; `unverified` lines are an upper estimate.
docs/deployment/aks-checklist.md describes how to compare them with a real cluster.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, kw_only=True)
class SystemPod:
    """A pod with the requests of all its containers: millicores and MiB of memory."""

    name: str
    millicores: int
    memory_mib: int


def _twice(pod: SystemPod) -> tuple[SystemPod, SystemPod]:
    return pod, pod


# One on every node. No CSI driver is installed.
DAEMONS: Final = (
    SystemPod(name="cilium", millicores=0, memory_mib=100),  # github.com/Azure/AKS/issues/5244
    SystemPod(
        name="azure-cns", millicores=40, memory_mib=250
    ),  # memory: Azure/AKS/issues/3525; CPU unverified
    SystemPod(name="azure-ip-masq-agent", millicores=100, memory_mib=50),  # unverified
    SystemPod(name="cloud-node-manager", millicores=50, memory_mib=50),  # Azure/AKS/issues/5251
)

# One or two in a cluster.
CLUSTER_PODS: Final = (
    *_twice(SystemPod(name="coredns", millicores=100, memory_mib=70)),  # Azure/AKS/issues/5251
    # kubernetes-sigs/azuredisk-csi-driver/issues/129
    SystemPod(name="coredns-autoscaler", millicores=20, memory_mib=10),
    *_twice(SystemPod(name="azure-wi-webhook", millicores=100, memory_mib=20)),  # Azure/AKS/issues/5251
    *_twice(SystemPod(name="metrics-server", millicores=100, memory_mib=100)),  # unverified
    *_twice(SystemPod(name="konnectivity-agent", millicores=20, memory_mib=20)),  # unverified
    SystemPod(name="konnectivity-agent-autoscaler", millicores=20, memory_mib=10),  # unverified
    *_twice(SystemPod(name="cilium-operator", millicores=0, memory_mib=0)),  # Azure/AKS/issues/5244
    SystemPod(name="eraser-controller-manager", millicores=50, memory_mib=30),  # image cleaner; unverified
)

# Only with Container Insights. As in microsoft/Docker-Provider, kubernetes/ama-logs.yaml; each pod's token
# adapter (20m, 50 MiB) unverified.
INSIGHTS_DAEMONS: Final = (SystemPod(name="ama-logs", millicores=170, memory_mib=600),)
INSIGHTS_PODS: Final = (SystemPod(name="ama-logs-rs", millicores=170, memory_mib=300),)

"""The node sizes that an environment may choose, and what each offers to pods.

Sources, all on learn.microsoft.com: "Dsv3-series", "Ddsv5-series" and "Bsv1-series" for sizes, cache and
temporary disk; "Node resource reservations in Azure Kubernetes Service (AKS)" for what AKS keeps.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from contract.system_pods import DAEMONS, INSIGHTS_DAEMONS

# Of the memory that a size has on paper, firmware and kernel take a part before AKS reserves its own: a
# D2s_v3 reports 7.7 to 7.8 of 8 GiB. Unverified for the other sizes, so the larger share is taken for all.
_MEMORY_SEEN_BY_LINUX: Final = 0.96
_RESERVED_MILLICORES: Final = {2: 100, 4: 140}
_EVICTION_THRESHOLD_MIB: Final = 100
_MEGABYTE_IN_MIB: Final = 10**6 / 2**20


@dataclass(frozen=True, kw_only=True)
class Allocatable:
    """What a node offers to pods: thousandths of a core, MiB and a number of pods."""

    millicores: int
    memory_mib: float
    pods: int


@dataclass(frozen=True, kw_only=True)
class NodeSize:
    """A size of virtual machine: cores, memory, and room for an ephemeral system disk (in GiB; 0: none)."""

    cores: int
    memory_gib: int
    ephemeral_disk_gib: int
    burstable: bool = False

    def beside_the_system(self, *, max_pods: int, container_insights: bool) -> Allocatable:
        """Return what remains on a node beside the system's own pods of each node."""
        daemons = [*DAEMONS, *(INSIGHTS_DAEMONS if container_insights else ())]
        whole = self.allocatable(max_pods=max_pods)
        return Allocatable(
            millicores=whole.millicores - sum(pod.millicores for pod in daemons),
            memory_mib=whole.memory_mib - sum(pod.memory_mib for pod in daemons),
            pods=whole.pods - len(daemons),
        )

    def allocatable(self, *, max_pods: int) -> Allocatable:
        """Return what remains for pods on a node that may run `max_pods` (AKS 1.29 and newer)."""
        seen = self.memory_gib * 1024 * _MEMORY_SEEN_BY_LINUX
        reserved = min((20 * max_pods + 50) * _MEGABYTE_IN_MIB, seen / 4)
        return Allocatable(
            millicores=self.cores * 1000 - _RESERVED_MILLICORES[self.cores],
            memory_mib=seen - reserved - _EVICTION_THRESHOLD_MIB,
            pods=max_pods,
        )


NODE_SIZES: Final[Mapping[str, NodeSize]] = MappingProxyType(
    {
        "Standard_D2s_v3": NodeSize(cores=2, memory_gib=8, ephemeral_disk_gib=50),
        "Standard_D4s_v3": NodeSize(cores=4, memory_gib=16, ephemeral_disk_gib=100),
        "Standard_D2ds_v5": NodeSize(cores=2, memory_gib=8, ephemeral_disk_gib=75),
        "Standard_D4ds_v5": NodeSize(cores=4, memory_gib=16, ephemeral_disk_gib=150),
        "Standard_B2s": NodeSize(cores=2, memory_gib=4, ephemeral_disk_gib=0, burstable=True),
        "Standard_B2ms": NodeSize(cores=2, memory_gib=8, ephemeral_disk_gib=0, burstable=True),
        "Standard_B4ms": NodeSize(cores=4, memory_gib=16, ephemeral_disk_gib=0, burstable=True),
    }
)
PRODUCTION_NODE_SIZES: Final = tuple(name for name, size in NODE_SIZES.items() if not size.burstable)

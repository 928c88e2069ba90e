"""Settings of the AKS cluster."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from contract.kubernetes_versions import find_version, known_minors
from environments.names import Cidr, ClusterName, DnsLabel, Guid, KubernetesMinor
from environments.node_sizes import NODE_SIZES
from environments.scaling import Bounds
from environments.section import Section
from environments.windows import WeeklyWindow


def _is_known_size(value: str) -> str:
    if value not in NODE_SIZES:
        raise ValueError(
            f"must be one of {', '.join(NODE_SIZES)}; for another size add its facts to "
            "environments/node_sizes.py, because the capacity test and the cost estimate need them"
        )
    return value


def _is_known_version(value: str) -> str:
    if find_version(value) is None:
        raise ValueError(
            f"must be one of {known_minors()}; for another version add its dates to "
            "contract/kubernetes_versions.py, because synthesis warns before its support ends"
        )
    return value


def _are_different(zones: list[str]) -> list[str]:
    if len(set(zones)) != len(zones):
        raise ValueError("names a zone twice; keep one")
    return zones


class OsDisk(Section):
    """The disk that a node's system lives on.

    `Ephemeral` is the machine's own cache: it costs nothing and is fast, and what is on it ends with the
    node. `Managed` is a disk that is billed by size.
    """

    type: Literal["Ephemeral", "Managed"]
    size_gb: Annotated[int, Field(ge=30, le=2048)]


class Nodes(Bounds):
    """The node pool: size of a node, bounds of the cluster autoscaler, disk and pods of a node.

    AKS reserves memory by `max_pods` (20 MB each), so a high number wastes memory.
    """

    size: Annotated[str, AfterValidator(_is_known_size)]
    os_disk: OsDisk
    max_pods: Annotated[int, Field(ge=30, le=250)] = 50
    # Both need a feature or a size that not every subscription has; see docs/decisions/0010-tiers.md.
    host_encryption: bool = False

    @model_validator(mode="after")
    def _system_disk_fits(self) -> Self:
        room = NODE_SIZES[self.size].ephemeral_disk_gib
        if self.os_disk.type == "Ephemeral" and self.os_disk.size_gb > room:
            raise ValueError(
                f"os_disk.size_gb {self.os_disk.size_gb} is more than the {room} GB that {self.size} has for "
                "an ephemeral disk; make it smaller or choose type Managed"
            )
        return self


class Cluster(Section):
    """The AKS cluster: who administers it, who reaches its API server, when it may be upgraded."""

    name: ClusterName
    dns_prefix: DnsLabel
    kubernetes_version: Annotated[KubernetesMinor, AfterValidator(_is_known_version)]
    sku_tier: Literal["Free", "Standard"] = "Free"
    zones: Annotated[list[Literal["1", "2", "3"]], AfterValidator(_are_different)] = Field(
        default_factory=list
    )
    admin_group_ids: Annotated[list[Guid], Field(min_length=1)]
    # Empty: the API server answers Entra ID identities from everywhere (docs/decisions/0014-api-server.md).
    api_server_authorized_cidrs: list[Cidr] = Field(default_factory=list)
    nodes: Nodes
    maintenance: WeeklyWindow

"""Settings of the foundation stack: the subscription, the remote state and what lives in Azure."""

from ipaddress import ip_address, ip_network
from itertools import combinations
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from environments.names import (
    Cidr,
    ClusterName,
    ContainerName,
    DnsLabel,
    Guid,
    IpAddress,
    KubernetesMinor,
    Region,
    RegistryName,
    ResourceGroupName,
    StorageAccountName,
    TagValue,
    WorkspaceName,
)
from environments.scaling import Bounds
from environments.section import Section
from environments.windows import WeeklyWindow


class Tags(Section):
    """Who owns the resources and who pays; written on every one of them."""

    owner: TagValue
    cost_centre: TagValue
    repository: TagValue


class Azure(Section):
    """Where in Azure the environment lives."""

    subscription_id: Guid
    location: Region
    resource_group: ResourceGroupName
    tags: Tags


class State(Section):
    """The storage account and container that hold the Terraform states."""

    storage_account: StorageAccountName
    container: ContainerName


class Registry(Section):
    """The container registry."""

    name: RegistryName
    sku: Literal["Basic", "Standard", "Premium"] = "Basic"


class Network(Section):
    """Address ranges of the cluster, none of which may overlap another."""

    pod_cidr: Cidr
    service_cidr: Cidr
    dns_service_ip: IpAddress

    @model_validator(mode="after")
    def _ranges_are_apart(self) -> Self:
        ranges = {"pod_cidr": self.pod_cidr, "service_cidr": self.service_cidr}
        for (one, first), (other, second) in combinations(ranges.items(), 2):
            if ip_network(first).overlaps(ip_network(second)):
                raise ValueError(f"{one} {first} and {other} {second} overlap")
        if ip_address(self.dns_service_ip) not in ip_network(self.service_cidr):
            raise ValueError(
                f"dns_service_ip {self.dns_service_ip} is not in service_cidr {self.service_cidr}"
            )
        return self


class Nodes(Bounds):
    """The node pool: size of a node and the bounds of the cluster autoscaler."""

    size: Annotated[str, Field(pattern=r"^Standard_[A-Z][A-Za-z0-9_-]+$")]


class Cluster(Section):
    """The AKS cluster."""

    name: ClusterName
    dns_prefix: DnsLabel
    kubernetes_version: KubernetesMinor
    sku_tier: Literal["Free", "Standard"] = "Free"
    zones: list[Literal["1", "2", "3"]] = Field(default_factory=list)
    nodes: Nodes
    maintenance: WeeklyWindow


class Logs(Section):
    """The Log Analytics workspace; `daily_cap_gb` bounds what a noisy day may cost."""

    workspace: WorkspaceName
    retention_days: Annotated[int, Field(ge=30, le=730)] = 30
    daily_cap_gb: Annotated[float, Field(gt=0, le=100, strict=False)]

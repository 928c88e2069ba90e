"""Settings of the network: address ranges, none of which may overlap another, and the public address."""

from collections.abc import Mapping
from ipaddress import ip_address, ip_network
from itertools import combinations
from typing import Annotated, Self

from pydantic import Field, model_validator

from environments.names import IpAddress, PrivateCidr, PublicDnsLabel
from environments.section import Section

_SMALLEST_DATABASE_SUBNET = 28
_SERVICE_CIDR_LIMIT = 12


class Network(Section):
    """The virtual network with its subnets, and the ranges that pods and services use inside the cluster.

    Nodes and the database get addresses of the virtual network. Pods get theirs from an overlay, a /24 a
    node, so that `pod_cidr` must not be smaller than the nodes' number times /24. Source:
    learn.microsoft.com, "Overview of Azure CNI Overlay networking in Azure Kubernetes Service (AKS)".
    """

    virtual_network_cidr: PrivateCidr
    node_subnet_cidr: PrivateCidr
    database_subnet_cidr: PrivateCidr
    pod_cidr: PrivateCidr
    service_cidr: PrivateCidr
    dns_service_ip: IpAddress
    public_dns_label: PublicDnsLabel
    outbound_ports_per_node: Annotated[int, Field(ge=1024, le=64000, multiple_of=8)] = 4000

    @model_validator(mode="after")
    def _ranges_are_apart(self) -> Self:
        _check_apart(
            {
                "virtual_network_cidr": self.virtual_network_cidr,
                "pod_cidr": self.pod_cidr,
                "service_cidr": self.service_cidr,
            }
        )
        _check_apart(
            {
                "node_subnet_cidr": self.node_subnet_cidr,
                "database_subnet_cidr": self.database_subnet_cidr,
            }
        )
        return self

    @model_validator(mode="after")
    def _subnets_are_inside(self) -> Self:
        whole = ip_network(self.virtual_network_cidr)
        for name in ("node_subnet_cidr", "database_subnet_cidr"):
            subnet = ip_network(getattr(self, name))
            if subnet.version != whole.version or not subnet.subnet_of(whole):  # type: ignore[arg-type]
                raise ValueError(f"{name} {subnet} is not inside virtual_network_cidr {whole}")
        if ip_network(self.database_subnet_cidr).prefixlen > _SMALLEST_DATABASE_SUBNET:
            raise ValueError(
                f"database_subnet_cidr {self.database_subnet_cidr} is too small: "
                f"PostgreSQL needs a dedicated subnet of /{_SMALLEST_DATABASE_SUBNET} or larger"
            )
        return self

    @model_validator(mode="after")
    def _services_are_as_aks_wants_them(self) -> Self:
        services, name_server = ip_network(self.service_cidr), ip_address(self.dns_service_ip)
        if services.prefixlen <= _SERVICE_CIDR_LIMIT:
            raise ValueError(f"service_cidr {services} must be smaller than /{_SERVICE_CIDR_LIMIT}")
        if name_server not in services:
            raise ValueError(f"dns_service_ip {name_server} is not in service_cidr {services}")
        if name_server in (services[0], services[1]):
            raise ValueError(
                f"dns_service_ip {name_server} is taken: the first address of service_cidr {services} "
                "belongs to kubernetes.default"
            )
        return self


def _check_apart(ranges: Mapping[str, str]) -> None:
    for (one, first), (other, second) in combinations(ranges.items(), 2):
        if ip_network(first).overlaps(ip_network(second)):
            raise ValueError(f"{one} {first} and {other} {second} overlap")

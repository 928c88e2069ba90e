"""The virtual network with its two subnets: one for the nodes, one for the database."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_azurerm.network_security_group import NetworkSecurityGroup
from cdktf_cdktf_provider_azurerm.network_security_rule import NetworkSecurityRule
from cdktf_cdktf_provider_azurerm.subnet import Subnet, SubnetDelegation, SubnetDelegationServiceDelegation
from cdktf_cdktf_provider_azurerm.subnet_network_security_group_association import (
    SubnetNetworkSecurityGroupAssociation,
)
from cdktf_cdktf_provider_azurerm.virtual_network import VirtualNetwork as AzureVirtualNetwork
from constructs import Construct

from constructs_lib.azure.placement import Placement

_PUBLIC_PORTS: Final = ["80", "443"]


class VirtualNetwork(Construct):
    """A virtual network whose subnets admit no more than their service needs.

    The nodes' subnet admits HTTP and HTTPS from the internet (the gateway; port 80 redirects and answers
    certificate challenges), and everything between nodes and pods. The database's subnet, added on demand,
    is delegated to PostgreSQL and admits PostgreSQL from the nodes' subnet alone.

    Args:
        name: The network's name in Azure; its security groups are named after it.
        placement: Resource group, region and tags.
        cidr: Address range of the network.
        node_cidr: Address range of the nodes' subnet, inside `cidr`.
        pod_cidr: Address range of the pods' overlay, outside `cidr`.
        depends_on: What must exist first. Default: nothing.

    Attributes:
        id: ARM id.
        node_subnet_id: ARM id of the nodes' subnet; what refers to it waits until its rules protect it.
        resource: The network, for what must come after it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        placement: Placement,
        cidr: str,
        node_cidr: str,
        pod_cidr: str,
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        self._place: dict[str, Any] = {
            "resource_group_name": placement.resource_group,
            "location": placement.location,
            "tags": placement.tags,
        }
        self._resource_group = placement.resource_group
        self._prefix = name
        self._node_cidr = node_cidr
        network = AzureVirtualNetwork(
            self,
            "Default",
            name=name,
            address_space=[cidr],
            depends_on=list(depends_on) or None,
            **self._place,
        )
        self.id: str = network.id
        self.resource: ITerraformDependable = network
        self._name = network.name
        nodes = Subnet(
            self,
            "nodes",
            name="nodes",
            resource_group_name=placement.resource_group,
            virtual_network_name=network.name,
            address_prefixes=[node_cidr],
        )
        rules = _node_rules(node_cidr=node_cidr, pod_cidr=pod_cidr)
        self.node_subnet_id: str = self._protect("nodes", nodes, rules=rules)

    def add_database_subnet(self, *, cidr: str) -> str:
        """Add the subnet of PostgreSQL flexible servers; it can hold nothing else. Return its id, protected.

        The server sends its write-ahead log to Azure Storage: the service endpoint is the documented way for
        a server with a standby, and part of the provider's example. Sources:
        MicrosoftDocs/azure-databases-docs, articles/postgresql/network/concepts-networking-private.md;
        terraform-provider-azurerm, website/docs/r/postgresql_flexible_server.html.markdown.
        """
        subnet = Subnet(
            self,
            "database",
            name="database",
            resource_group_name=self._resource_group,
            virtual_network_name=self._name,
            address_prefixes=[cidr],
            service_endpoints=["Microsoft.Storage"],
            delegation=[
                SubnetDelegation(
                    name="postgresql",
                    service_delegation=SubnetDelegationServiceDelegation(
                        name="Microsoft.DBforPostgreSQL/flexibleServers",
                        actions=["Microsoft.Network/virtualNetworks/subnets/join/action"],
                    ),
                )
            ],
        )
        rules = _database_rules(database_cidr=cidr, node_cidr=self._node_cidr)
        return self._protect("database", subnet, rules=rules)

    def _protect(self, id_: str, subnet: Subnet, *, rules: Mapping[str, Mapping[str, Any]]) -> str:
        """Put a security group with these inbound rules in front of a subnet; the order is their priority.

        Return the subnet's id as the association has it, so that what refers to it waits for the rules.
        """
        group = NetworkSecurityGroup(self, f"{id_}_rules", name=f"{self._prefix}-{id_}", **self._place)
        made = [
            NetworkSecurityRule(
                self,
                f"{id_}_{rule_id}",
                name=rule_id.replace("_", "-"),
                resource_group_name=self._resource_group,
                network_security_group_name=group.name,
                priority=100 + 10 * position,
                direction="Inbound",
                source_port_range="*",
                **rule,
            )
            for position, (rule_id, rule) in enumerate(rules.items())
        ]
        protection = SubnetNetworkSecurityGroupAssociation(
            self,
            f"{id_}_protection",
            subnet_id=subnet.id,
            network_security_group_id=group.id,
            # Without its rules the group would cut the pods off from each other.
            depends_on=made,
        )
        return protection.subnet_id


def _node_rules(*, node_cidr: str, pod_cidr: str) -> dict[str, dict[str, Any]]:
    """Return what a cluster with an overlay needs of a subnet's security group.

    Pod traffic is not encapsulated, and the pods' range is no part of the virtual network, so that the
    group's last default rule would refuse it. Source: learn.microsoft.com, "Overview of Azure CNI Overlay
    networking in AKS", section "Network security groups".
    """
    inside = [node_cidr, pod_cidr]
    return {
        "cluster": {
            "access": "Allow",
            "protocol": "*",
            "source_address_prefixes": inside,
            "destination_address_prefixes": inside,
            "destination_port_range": "*",
        },
        "web": {
            "access": "Allow",
            "protocol": "Tcp",
            "source_address_prefix": "Internet",
            # The load balancer leaves the public address in the packet, which no range of ours holds.
            "destination_address_prefix": "*",
            "destination_port_ranges": _PUBLIC_PORTS,
        },
    }


def _database_rules(*, database_cidr: str, node_cidr: str) -> dict[str, dict[str, Any]]:
    """Return what PostgreSQL needs: its clients, itself (a standby), nobody else of the virtual network.

    What it sends (port 5432 inside the subnet, Azure Storage) passes by the group's defaults. Source:
    MicrosoftDocs/azure-databases-docs, articles/postgresql/network/concepts-networking-private.md.
    """
    return {
        "clients": {
            "access": "Allow",
            "protocol": "Tcp",
            "source_address_prefix": node_cidr,
            "destination_address_prefix": database_cidr,
            "destination_port_ranges": ["5432", "6432"],
        },
        "replication": {
            "access": "Allow",
            "protocol": "Tcp",
            "source_address_prefix": database_cidr,
            "destination_address_prefix": database_cidr,
            "destination_port_range": "5432",
        },
        "others": {
            "access": "Deny",
            "protocol": "*",
            "source_address_prefix": "VirtualNetwork",
            "destination_address_prefix": database_cidr,
            "destination_port_range": "*",
        },
    }

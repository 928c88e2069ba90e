"""A public IP address."""

from collections.abc import Sequence

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_azurerm.public_ip import PublicIp
from constructs import Construct

from constructs_lib.azure.placement import Placement


class PublicAddress(Construct):
    """A static public address with a free DNS label, which stays when the gateway that uses it is replaced.

    Args:
        name: The address's name in Azure.
        dns_label: First part of the host name, unique in the region.
        placement: Resource group, region and tags.
        zones: Availability zones (`"1"` …). Default: the region decides.
        depends_on: What must exist first. Default: nothing.

    Attributes:
        id: ARM id.
        name: The name, as a reference.
        resource_group: Name of the resource group.
        ip: The IPv4 address.
        host_name: `<label>.<region>.cloudapp.azure.com`.
        resource: The address, for what must come after it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        dns_label: str,
        placement: Placement,
        zones: Sequence[str] = (),
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        address = PublicIp(
            self,
            "Default",
            name=name,
            resource_group_name=placement.resource_group,
            location=placement.location,
            allocation_method="Static",
            sku="Standard",
            domain_name_label=dns_label,
            zones=list(zones) or None,
            tags=placement.tags,
            depends_on=list(depends_on) or None,
        )
        self.id: str = address.id
        self.name: str = address.name
        self.resource_group: str = placement.resource_group
        self.ip: str = address.ip_address
        self.host_name: str = address.fqdn
        self.resource: ITerraformDependable = address

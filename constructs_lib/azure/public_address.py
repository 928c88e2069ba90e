"""The address under which the application is found."""

from collections.abc import Mapping, Sequence

from cdktf_cdktf_provider_azurerm.public_ip import PublicIp
from constructs import Construct


class PublicAddress(Construct):
    """A static public address with a free DNS label, which outlasts every gateway that uses it.

    `zones` empty: the region decides. Outputs: `id`, `name`, `resource_group`, `ip`, `host_name`
    (`<label>.<region>.cloudapp.azure.com`).
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        dns_label: str,
        resource_group: str,
        location: str,
        zones: Sequence[str],
        tags: Mapping[str, str],
    ) -> None:
        super().__init__(scope, id_)
        address = PublicIp(
            self,
            "Default",
            name=name,
            resource_group_name=resource_group,
            location=location,
            allocation_method="Static",
            sku="Standard",
            domain_name_label=dns_label,
            zones=list(zones) or None,
            tags=tags,
        )
        self.id = address.id
        self.name = address.name
        self.resource_group = resource_group
        self.ip = address.ip_address
        self.host_name = address.fqdn

"""Virtual networks, addresses and egress."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping

from rehearsal.cloud.rules.azure.common import azure_rule, globally_unique, group_path, in_group
from rehearsal.cloud.rules.base import Check, Problem, Situation, made_up_hex, made_up_uuid, matches, one_of
from rehearsal.cloud.values import Value


def _network_id(situation: Situation) -> str:
    network = situation.text("virtual_network_name")
    return f"{group_path(situation)}/providers/Microsoft.Network/virtualNetworks/{network}"


def _subnet_id(situation: Situation) -> str:
    return f"{_network_id(situation)}/subnets/{situation.text('name')}"


def _subnet_fits(situation: Situation) -> Iterable[Problem]:
    """Check that the network of a subnet exists, contains it, and has no other subnet that overlaps."""
    network = situation.cloud.get("azurerm_virtual_network", _network_id(situation))
    if network is None:
        yield Problem(
            summary="The virtual network was not found",
            detail=f"ResourceNotFound: {_network_id(situation)}",
            path=("virtual_network_name",),
        )
        return
    spaces = [ipaddress.ip_network(cidr) for cidr in network.attributes.get("address_space") or []]
    taken = [
        (item.name, ipaddress.ip_network(cidr))
        for item in situation.cloud.list_objects("azurerm_subnet")
        if item.id.startswith(f"{network.id}/") and item.id != _subnet_id(situation)
        for cidr in item.attributes.get("address_prefixes") or []
    ]
    for cidr in situation.get("address_prefixes") or []:
        subnet = ipaddress.ip_network(cidr)
        if not any(subnet.overlaps(space) and subnet.prefixlen >= space.prefixlen for space in spaces):
            yield Problem(
                summary=(
                    f"NetcfgInvalidSubnet: Subnet {situation.text('name')!r} is not valid "
                    "in its virtual network"
                ),
                detail=f"{cidr} is not within {', '.join(map(str, spaces))}.",
                path=("address_prefixes",),
            )
        for name, other in taken:
            if subnet.overlaps(other):
                yield Problem(
                    summary=f"NetcfgSubnetRangesOverlap: {cidr} overlaps subnet {name!r} ({other})",
                    path=("address_prefixes",),
                )


def _cidrs(attribute: str) -> Check:
    def check(situation: Situation) -> Iterable[Problem]:
        for cidr in situation.get(attribute) or []:
            try:
                if isinstance(cidr, str):
                    ipaddress.ip_network(cidr)
            except ValueError as error:
                yield Problem(summary=f'invalid CIDR in "{attribute}"', detail=str(error), path=(attribute,))

    return check


def _address(situation: Situation) -> Mapping[str, Value]:
    name = f"{group_path(situation)}/{situation.text('name')}"
    last = int(made_up_hex(4, "ip", name), 16)
    label = situation.text("domain_name_label")
    return {
        # 203.0.113.0/24 and 198.51.100.0/24 are reserved for documentation (RFC 5737).
        "ip_address": f"{'203.0.113' if last % 2 else '198.51.100'}.{last // 2 % 254 + 1}",
        "fqdn": f"{label}.{situation.text('location')}.cloudapp.azure.com" if label else "",
    }


def _address_is_free(situation: Situation) -> Iterable[Problem]:
    return (
        globally_unique("domain_name_label", "DNS label")(situation)
        if situation.get("domain_name_label")
        else ()
    )


RULES = {
    "azurerm_virtual_network": azure_rule(
        in_group("Microsoft.Network/virtualNetworks"),
        computed=lambda s: {"guid": made_up_uuid("vnet", group_path(s), s.text("name")), "subnet": []},
        validate=(_cidrs("address_space"),),
    ),
    "azurerm_subnet": azure_rule(_subnet_id, validate=(_cidrs("address_prefixes"),), apply=(_subnet_fits,)),
    "azurerm_network_security_group": azure_rule(in_group("Microsoft.Network/networkSecurityGroups")),
    "azurerm_network_security_rule": azure_rule(
        lambda s: (
            f"{group_path(s)}/providers/Microsoft.Network/networkSecurityGroups/"
            f"{s.text('network_security_group_name')}/securityRules/{s.text('name')}"
        )
    ),
    "azurerm_subnet_network_security_group_association": azure_rule(
        lambda s: s.text("subnet_id"), parents=("subnet_id", "network_security_group_id")
    ),
    "azurerm_public_ip": azure_rule(
        in_group("Microsoft.Network/publicIPAddresses"),
        computed=_address,
        validate=(
            one_of("sku", "Basic", "Standard", "StandardV2"),
            one_of("allocation_method", "Static", "Dynamic"),
            matches(
                "domain_name_label",
                r"[a-z](?:[a-z0-9-]{1,61}[a-z0-9])",
                "3-63 lower-case letters, digits and -, a letter first, no - at the end",
            ),
        ),
        create=(_address_is_free,),
    ),
    "azurerm_nat_gateway": azure_rule(
        in_group("Microsoft.Network/natGateways"),
        computed=lambda s: {"resource_guid": made_up_uuid("nat", group_path(s), s.text("name"))},
    ),
    "azurerm_nat_gateway_public_ip_association": azure_rule(
        lambda s: f"{s.text('nat_gateway_id')}|{s.text('public_ip_address_id')}",
        parents=("nat_gateway_id", "public_ip_address_id"),
    ),
    "azurerm_subnet_nat_gateway_association": azure_rule(
        lambda s: s.text("subnet_id"), parents=("subnet_id", "nat_gateway_id")
    ),
    "azurerm_private_dns_zone": azure_rule(in_group("Microsoft.Network/privateDnsZones")),
    "azurerm_private_dns_zone_virtual_network_link": azure_rule(
        lambda s: (
            f"{group_path(s)}/providers/Microsoft.Network/privateDnsZones/"
            f"{s.text('private_dns_zone_name')}/virtualNetworkLinks/{s.text('name')}"
        ),
        parents=("virtual_network_id",),
    ),
    "azurerm_dns_zone": azure_rule(
        in_group("Microsoft.Network/dnsZones"),
        computed=lambda _s: {
            "name_servers": [f"ns{n}-01.azure-dns.{tld}." for n, tld in enumerate(("com", "net"), 1)]
        },
    ),
}

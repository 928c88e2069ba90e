"""Addresses of clusters."""

from ipaddress import ip_address, ip_network
from itertools import combinations

from tools.cluster.addresses import LARGEST_NUMBER, ClusterAddresses

ALL = [ClusterAddresses(number) for number in range(1, LARGEST_NUMBER + 1)]


def networks(addresses: ClusterAddresses) -> list[str]:
    return [f"{addresses.host}/24", addresses.pods, addresses.services]


def test_clusters_do_not_overlap() -> None:
    found = [ip_network(network, strict=False) for addresses in ALL for network in networks(addresses)]

    assert [pair for pair in combinations(found, 2) if pair[0].overlaps(pair[1])] == []


def test_addresses_of_services_lie_in_their_range() -> None:
    for addresses in ALL:
        assert {ip_address(addresses.dns), ip_address(addresses.api_service)} < set(
            ip_network(addresses.services)
        )


def test_names_of_interfaces_are_short_enough() -> None:
    """The kernel's limit is 15 characters."""
    assert max(len(addresses.name) for addresses in ALL) <= 15

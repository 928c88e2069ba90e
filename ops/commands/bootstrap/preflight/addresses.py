"""The quota for public addresses: the gateway's, and the one that the cluster's nodes go out with."""

from collections.abc import Iterable
from typing import Final

from azure.mgmt.network import NetworkManagementClient
from azure.mgmt.network.models import PublicIPAddress, Usage

from contract.names import node_resource_group
from ops.clients.azure.environment import AzureTarget
from ops.clients.azure.management import if_exists
from ops.commands.bootstrap.preflight.outcome import NotCheckedError
from ops.common.errors import UserError

#: The gateway's address, and one that AKS creates for outbound traffic.
ADDRESSES: Final = 2
# Names of usages. Azure answers with the first or the second, depending on the region; the third always.
# Sources: learn.microsoft.com, "Usages - List" (virtual networks) and "Quota - List" (Microsoft.Quota).
_USAGES: Final = ("IPv4StandardSkuPublicIpAddresses", "StandardSkuPublicIpAddresses", "PublicIPAddresses")


class AddressQuotaError(UserError):
    """More public addresses than the subscription's quota allows."""


def check_address_quota(target: AzureTarget) -> str:
    """Return how many addresses are needed; raise AddressQuotaError when the quota has too few.

    The addresses that this environment has already count as free.
    """
    location = target.environment.azure.location
    usages = {
        str(one.name.value): one
        for one in target.azure.open(NetworkManagementClient).usages.list(location)
        if one.name and one.name.value in _USAGES
    }
    if not usages:
        raise NotCheckedError(
            f"Azure lists no quota for public addresses in {location}",
            remedy=f"see the quota in the portal (Quotas → Networking): {ADDRESSES} addresses are needed",
        )
    own = len(own_addresses(target))
    short = [_left(one, own) for one in usages.values() if one.limit - one.current_value + own < ADDRESSES]
    if short:
        raise AddressQuotaError(
            f"quota too small: {ADDRESSES} public addresses are needed; in {location} {'; '.join(short)}",
            where="azure.location of the environment file",
            remedy="ask for more in the portal (Quotas → Networking), or delete addresses that are unused",
        )
    return f"{ADDRESSES} addresses"


def own_addresses(target: AzureTarget) -> list[PublicIPAddress]:
    """Return the public addresses of this environment in its region."""
    groups = (
        target.environment.azure.resource_group,
        node_resource_group(target.environment.cluster.name),
    )
    addresses = target.azure.open(NetworkManagementClient).public_ip_addresses
    found: list[PublicIPAddress] = []
    for group in groups:
        listed: Iterable[PublicIPAddress] | None = if_exists(lambda group=group: list(addresses.list(group)))  # type: ignore[misc]
        found += listed or []
    return [one for one in found if one.location in (None, target.environment.azure.location)]


def _left(usage: Usage, own: int) -> str:
    return f"'{usage.name.value}' has {usage.limit - usage.current_value + own} left of {usage.limit}"

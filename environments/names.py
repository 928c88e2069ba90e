"""Text values whose syntax Azure or Kubernetes dictates, as pydantic types.

Each type carries its rule in words, because the rule is what a person needs to fix the file.
Sources: "Naming rules and restrictions for Azure resources" (learn.microsoft.com) and the
Kubernetes documentation, "Object Names and IDs".
"""

import re
from collections.abc import Callable, Collection
from difflib import get_close_matches
from ipaddress import IPv4Network, ip_address, ip_network
from typing import Annotated

from pydantic import AfterValidator

from environments.regions import REGIONS
from environments.reserved import AKS_RANGES, PRIVATE_RANGES, RESERVED_NAMESPACES, RESERVED_PREFIX


def matching(pattern: str, *, rule: str) -> Callable[[str], str]:
    """Return a validator that accepts a value only when `pattern` matches all of it."""
    compiled = re.compile(pattern)

    def check(value: str) -> str:
        if not compiled.fullmatch(value):
            raise ValueError(rule)
        return value

    return check


def listed(known: Collection[str], *, what: str, source: str) -> Callable[[str], str]:
    """Return a validator that accepts only what a list has; `source` is the file with the list."""

    def check(value: str) -> str:
        if value not in known:
            close = get_close_matches(value, sorted(known), n=3)
            hint = f"did you mean {' or '.join(close)}? " if close else ""
            raise ValueError(f"is not {what}; {hint}A newer one is added to {source}")
        return value

    return check


def _check_cidr(value: str) -> str:
    try:
        ip_network(value, strict=True)
    except ValueError as error:
        raise ValueError(f"must be a network in CIDR notation, for instance 10.0.0.0/16 ({error})") from error
    return value


def _check_private(value: str) -> str:
    network = ip_network(value)
    if not isinstance(network, IPv4Network) or not any(network.subnet_of(one) for one in PRIVATE_RANGES):
        raise ValueError(f"must be inside one of the private ranges {', '.join(map(str, PRIVATE_RANGES))}")
    for kept in AKS_RANGES:
        if network.overlaps(kept):
            raise ValueError(f"must not overlap {kept}, which AKS keeps for itself")
    return value


def _check_namespace(value: str) -> str:
    if value in RESERVED_NAMESPACES or value.startswith(RESERVED_PREFIX):
        raise ValueError("is reserved for Kubernetes, AKS or an add-on; choose another, for instance todo")
    return value


def _check_ip(value: str) -> str:
    try:
        ip_address(value)
    except ValueError as error:
        raise ValueError("must be an IP address, for instance 10.0.0.10") from error
    return value


DnsLabel = Annotated[
    str,
    AfterValidator(
        matching(
            r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?",
            rule="must be a DNS label: 1–63 lower-case letters, digits or hyphens, "
            "beginning and ending with a letter or digit",
        )
    ),
]

HostName = Annotated[
    str,
    AfterValidator(
        matching(
            r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?",
            rule="must be a DNS name with at least one dot, in lower case, for instance todo.example.com",
        )
    ),
]

Guid = Annotated[
    str,
    AfterValidator(
        matching(
            r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
            rule="must be a GUID in lower case, for instance 12345678-90ab-cdef-1234-567890abcdef",
        )
    ),
]

RegistryName = Annotated[
    str,
    AfterValidator(matching(r"[a-zA-Z0-9]{5,50}", rule="must be 5–50 letters and digits, and nothing else")),
]

StorageAccountName = Annotated[
    str,
    AfterValidator(matching(r"[a-z0-9]{3,24}", rule="must be 3–24 lower-case letters and digits")),
]

ContainerName = Annotated[
    str,
    AfterValidator(
        matching(
            r"(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]",
            rule="must be 3–63 lower-case letters, digits or single hyphens",
        )
    ),
]

ResourceGroupName = Annotated[
    str,
    AfterValidator(
        matching(
            r"[\w().-]{0,89}[\w()-]",
            rule="must be 1–90 letters, digits, underscores, hyphens, periods or parentheses, "
            "and must not end with a period",
        )
    ),
]

ClusterName = Annotated[
    str,
    AfterValidator(
        matching(
            r"[a-zA-Z0-9]([a-zA-Z0-9_-]{0,61}[a-zA-Z0-9])?",
            rule="must be 1–63 letters, digits, underscores or hyphens, "
            "beginning and ending with a letter or digit",
        )
    ),
]

WorkspaceName = Annotated[
    str,
    AfterValidator(
        matching(
            r"[a-zA-Z0-9][a-zA-Z0-9-]{2,61}[a-zA-Z0-9]",
            rule="must be 4–63 letters, digits or hyphens, beginning and ending with a letter or digit",
        )
    ),
]

Region = Annotated[
    str,
    AfterValidator(
        matching(r"[a-z]+[a-z0-9]*", rule="must be an Azure region's short name, for instance eastus")
    ),
    AfterValidator(listed(REGIONS, what="a region of Azure", source="environments/regions.py")),
]

KubernetesMinor = Annotated[
    str,
    AfterValidator(
        matching(
            r"1\.[0-9]{2}",
            rule='must be a minor version in quotes, for instance "1.36" (Azure picks the patch)',
        )
    ),
]

EmailAddress = Annotated[
    str,
    AfterValidator(
        matching(
            r"[A-Za-z0-9._%+-]+@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,}",
            rule="must be an e-mail address, for instance oncall@example.com",
        )
    ),
]

PublicDnsLabel = Annotated[
    str,
    AfterValidator(
        matching(
            r"[a-z][a-z0-9-]{1,61}[a-z0-9]",
            rule="must be 3–63 lower-case letters, digits or hyphens, beginning with a letter and not ending "
            "with a hyphen; it becomes <label>.<region>.cloudapp.azure.com and is unique in the region",
        )
    ),
]

Cidr = Annotated[str, AfterValidator(_check_cidr)]
PrivateCidr = Annotated[Cidr, AfterValidator(_check_private)]
Namespace = Annotated[DnsLabel, AfterValidator(_check_namespace)]
IpAddress = Annotated[str, AfterValidator(_check_ip)]

TagValue = Annotated[
    str, AfterValidator(matching(r"[^\r\n]{1,256}", rule="must be 1–256 characters on one line"))
]

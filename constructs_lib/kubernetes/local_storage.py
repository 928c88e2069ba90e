"""The space that a container may use on its node's disk.

Its file system is read-only, so this is its log and its scratch folders. Without a limit one container can
fill the disk of a node, and the kubelet then evicts others.
"""

from collections.abc import Mapping
from typing import Final

_KEY: Final = "ephemeral-storage"
# AKS keeps five log files of 50 MB a container (learn.microsoft.com, "Customize node configuration for AKS",
# containerLogMaxSizeMB and containerLogMaxFiles); the scratch folders have 64Mi each.
_REQUEST: Final = "100Mi"
_LIMIT: Final = "512Mi"


def with_request(quantities: Mapping[str, str]) -> dict[str, str]:
    """Return a container's requests, with one for storage if they have none."""
    return {_KEY: _REQUEST, **quantities}


def with_limit(quantities: Mapping[str, str]) -> dict[str, str]:
    """Return a container's limits, with one for storage if they have none."""
    return {_KEY: _LIMIT, **quantities}

"""The Node that `make setup` installs, which jsii, the CDKTF CLI and Azurite run on, and jsii's settings."""

import os
from collections.abc import MutableMapping
from pathlib import Path
from typing import Final

_PROJECT: Final = Path(__file__).parents[1]
#: Beside the CDKTF CLI, whose first line asks the PATH for `node`.
NODE: Final = _PROJECT / "node_modules" / ".bin" / "node"
#: The variable with the Node that jsii starts; without it, jsii asks the PATH.
JSII_NODE: Final = "JSII_NODE"
#: The variable with the folder into which jsii unpacks the bindings; without it, a folder in the home.
JSII_CACHE: Final = "JSII_RUNTIME_PACKAGE_CACHE_ROOT"


def configure_jsii(environment: MutableMapping[str, str]) -> None:
    """Let jsii start the installed Node, and unpack into this clone where the home cannot be written.

    What these variables name already stays.
    """
    if NODE.exists():
        environment.setdefault(JSII_NODE, str(NODE))
    if not _can_be_written(Path(environment.get("HOME", ""), ".cache")):
        environment.setdefault(JSII_CACHE, str(_PROJECT / ".cache" / "jsii"))


def _can_be_written(cache: Path) -> bool:
    """Return whether a cache in a home can be written, or made there."""
    return os.access(cache if cache.exists() else cache.parent, os.W_OK)

"""The Node that `make setup` installs, which jsii, the CDKTF CLI and Azurite run on."""

from collections.abc import MutableMapping
from pathlib import Path
from typing import Final

#: Beside the CDKTF CLI, whose first line asks the PATH for `node`.
NODE: Final = Path(__file__).parents[1] / "node_modules" / ".bin" / "node"
#: The variable with the Node that jsii starts; without it, jsii asks the PATH.
JSII_NODE: Final = "JSII_NODE"


def use_installed_node(environment: MutableMapping[str, str]) -> None:
    """Let jsii start the installed Node, unless JSII_NODE names one already."""
    if NODE.exists():
        environment.setdefault(JSII_NODE, str(NODE))

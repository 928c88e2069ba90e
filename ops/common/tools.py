"""The external programs that synthesis needs."""

import re
import subprocess
from pathlib import Path
from typing import Final

from contract.node import NODE
from ops.common.errors import MissingToolError

# cdktf-cli's terminal library has no prebuilt binary for Node 24; Node 20 is out of support.
_NODE_VERSION: Final = 22


def require_node(node: Path = NODE) -> str:
    """Return the version of the installed Node, for instance 22.20.0.

    Raises MissingToolError if it is not installed, does not start, or is of a version that does not fit.
    """
    remedy = "run `make setup-deployment`, which installs it"
    try:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False, timeout=30)
    except FileNotFoundError as error:
        raise MissingToolError("Node is not installed", where=str(node), remedy=remedy) from error
    except OSError as error:
        said = f"Node does not start: {error.strerror}"
        raise MissingToolError(said, where=str(node), remedy=remedy) from error
    match = re.match(r"v(\d+)\.\d+\.\d+", answer.stdout)
    if match is None or int(match.group(1)) != _NODE_VERSION:
        said = answer.stdout.strip() or answer.stderr.strip() or "nothing"
        raise MissingToolError(
            f"Node {_NODE_VERSION} is needed; the installed one is {said}",
            where=str(node.resolve()),
            remedy=f"remove .node, and {remedy}",
        )
    return match.group(0).removeprefix("v")

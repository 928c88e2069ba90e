"""The external programs that synthesis needs."""

import re
import shutil
import subprocess
from typing import Final

from ops.common.errors import MissingToolError

# cdktf-cli's terminal library has no prebuilt binary for Node 24.
NODE_VERSIONS: Final = (20, 22)


def require_node(*, search_path: str | None = None) -> str:
    """Return the version of the `node` on the PATH, for instance 20.20.2.

    Raises MissingToolError if there is none, or its version is not supported by the CDKTF CLI.
    """
    node = shutil.which("node", path=search_path)
    wanted = " or ".join(str(version) for version in NODE_VERSIONS)
    remedy = (
        f"install Node {wanted} and put it first on the PATH (https://nodejs.org, or your version manager)"
    )
    if node is None:
        raise MissingToolError(f"Node is not installed: Node {wanted} is needed", remedy=remedy)
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False, timeout=30)
    match = re.match(r"v(\d+)\.\d+\.\d+", answer.stdout)
    if match is None or int(match.group(1)) not in NODE_VERSIONS:
        said = answer.stdout.strip() or answer.stderr.strip() or "nothing"
        raise MissingToolError(f"Node {wanted} is needed; {node} is {said}", where=node, remedy=remedy)
    return match.group(0).removeprefix("v")

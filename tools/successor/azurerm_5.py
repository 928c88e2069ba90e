"""`make azurerm-5`: list what the bindings of azurerm 5 break here, with file and line."""

import json
import subprocess
import sys
from collections.abc import Sequence

from ops.engine.environment_file import environment_names
from tools.successor.breaks import BindingBreak
from tools.successor.environment import moved_project
from tools.successor.sets import AZURERM_5

_WITHIN_SECONDS = 900


def breaks(environments: Sequence[str]) -> list[BindingBreak]:
    """Synthesize environments with the bindings of azurerm 5 and return what these refuse.

    The lines are those of this repository: the move renames within a line. Raises CalledProcessError for an
    error that the synthesis could not go on after; its `stderr` has the traceback.
    """
    moved = moved_project(AZURERM_5)
    done = subprocess.run(
        [str(moved.python), "-m", "tools.successor.breaks", *environments],
        cwd=moved.folder,
        capture_output=True,
        text=True,
        check=True,
        timeout=_WITHIN_SECONDS,
    )
    return [BindingBreak(**found) for found in json.loads(done.stdout)]


def main() -> int:
    """Print the list."""
    print(", ".join(f"{name} {version}" for name, version in AZURERM_5.chosen.items()), flush=True)
    try:
        found = breaks(environment_names())
    except subprocess.CalledProcessError as error:
        print(f"error: the synthesis stopped:\n{error.stderr}", file=sys.stderr)
        return 1
    for each in found:
        print(f"{each.file}:{each.line}: {each.call}: {each.what}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

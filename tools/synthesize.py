"""The stacks of several environments in one process: `python -m tools.synthesize FOLDER ENVIRONMENT…`.

Most of a synthesis is the start of Node and the loading of the bindings, which one process does once.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from environments import EnvironmentFileError, load_environment
from stacks.synthesis import synthesize


def main(arguments: Sequence[str]) -> int:
    """Synthesize each environment into the folder of its name; return the exit code."""
    folder, *names = arguments
    try:
        environments = [load_environment(name) for name in names]
    except EnvironmentFileError as error:
        print(error, file=sys.stderr)
        return 1
    for environment in environments:
        out = Path(folder, environment.name)
        out.mkdir(parents=True, exist_ok=True)
        synthesize(environment, out)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

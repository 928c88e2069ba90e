"""How long a command waits for the stacks when they are kept, against synthesizing them anew.

Run: `.venv/bin/python -m bench.synthesis_cache [runs]`.
"""

import shutil
import sys
import tempfile
import time
from pathlib import Path

from bench.pairs import Way, compare
from ops.engine.synthesis.cache import FOLDER
from ops.engine.synthesis.stacks import PROJECT, synthesize


def seconds(*, anew: bool) -> float:
    """Return how long `ops` waits for the stacks of production; `anew` after everything was forgotten."""
    if anew:
        shutil.rmtree(PROJECT / FOLDER, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        synthesize(environment="production", out=Path(folder))
        return time.perf_counter() - start


def main(runs: int) -> None:
    """Compare both ways and print the outcome; each kept run follows a run that has just kept its result."""
    seconds(anew=True)
    compare(
        Way(name="kept", seconds=lambda: seconds(anew=False)),
        Way(name="anew", seconds=lambda: seconds(anew=True)),
        runs=runs,
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)

"""The processor time of a synthesis with lean bindings, against the same synthesis with ordinary imports.

Run: `.venv/bin/python -m bench.synthesis [runs]`. Each synthesis is a process of its own.
"""

import sys

from bench.pairs import Way, compare, synthesis_seconds
from constructs_lib.lean_bindings import SWITCH
from ops.engine.synthesis.stacks import PROJECT


def main(runs: int) -> None:
    """Compare both ways and print the outcome."""

    def way(name: str, lean: str) -> Way:
        return Way(name=name, seconds=lambda: synthesis_seconds(sys.executable, PROJECT, **{SWITCH: lean}))

    compare(way("lean bindings", "on"), way("ordinary imports", "off"), runs=runs)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)

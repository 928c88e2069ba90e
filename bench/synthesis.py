"""The processor time of a synthesis with lean bindings, against the same synthesis with ordinary imports.

Run: `.venv/bin/python -m bench.synthesis [runs]`. Each synthesis is a process of its own.
"""

import os
import subprocess
import sys
import tempfile

from bench.pairs import Way, compare
from constructs_lib.lean_bindings import SWITCH
from ops.engine.synthesis.stacks import PROJECT


def seconds(lean: str) -> float:
    """Return the processor time of one whole synthesis of production, Python's and Node's start included."""
    with tempfile.TemporaryDirectory() as folder:
        variables = {**os.environ, "CDKTF_OUTDIR": folder, "ENVIRONMENT": "production", SWITCH: lean}
        before = os.times()
        subprocess.run([sys.executable, "main.py"], cwd=PROJECT, env=variables, check=True)
        after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def main(runs: int) -> None:
    """Compare both ways and print the outcome."""
    compare(
        Way(name="lean bindings", seconds=lambda: seconds("on")),
        Way(name="ordinary imports", seconds=lambda: seconds("off")),
        runs=runs,
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)

"""How long synthesis takes with lean bindings, against the same synthesis with ordinary imports.

Run: `.venv/bin/python -m bench.synthesis [runs]`. Each synthesis is a process of its own.
"""

import os
import subprocess
import sys
import tempfile
import time

from bench.pairs import Way, compare
from ops.engine.synthesis.stacks import PROJECT

LEAN = "import sys; import main; sys.exit(main.main())"
ORDINARY = (
    "import cdktf_cdktf_provider_azurerm, cdktf_cdktf_provider_helm, cdktf_cdktf_provider_kubernetes; " + LEAN
)


def seconds(program: str) -> float:
    """Return how long one whole synthesis of production takes, the interpreter's start included."""
    with tempfile.TemporaryDirectory() as folder:
        variables = {**os.environ, "CDKTF_OUTDIR": folder, "ENVIRONMENT": "production"}
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", program], cwd=PROJECT, env=variables, check=True)
        return time.perf_counter() - start


def main(runs: int) -> None:
    """Compare both ways and print the outcome."""
    compare(
        Way(name="lean bindings", seconds=lambda: seconds(LEAN)),
        Way(name="ordinary imports", seconds=lambda: seconds(ORDINARY)),
        runs=runs,
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)

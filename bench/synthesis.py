"""How long synthesis takes with lean bindings, against the same synthesis with ordinary imports.

Run: `.venv/bin/python -m bench.synthesis [runs]`. Both ways run in turn in processes of their own, so that
a busy machine slows both, and the ratio of the medians is what counts.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
LEAN = "import sys; import main; sys.exit(main.main())"
ORDINARY = (
    "import cdktf_cdktf_provider_azurerm, cdktf_cdktf_provider_helm, cdktf_cdktf_provider_kubernetes; " + LEAN
)


def seconds(program: str) -> float:
    """Return how long one whole synthesis of production takes, the interpreter's start included."""
    with tempfile.TemporaryDirectory() as folder:
        variables = {**os.environ, "CDKTF_OUTDIR": folder, "ENVIRONMENT": "production"}
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=variables, check=True)
        return time.perf_counter() - start


def main(runs: int) -> None:
    """Time both ways in pairs and print the medians and their ratio."""
    pairs = [(seconds(LEAN), seconds(ORDINARY)) for _ in range(runs)]
    lean, ordinary = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(f"lean bindings     {lean:5.2f} s")
    print(f"ordinary imports  {ordinary:5.2f} s")
    print(f"ratio             {lean / ordinary:5.2f}   (medians of {runs} pairs)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)

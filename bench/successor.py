"""How much processor time synthesis takes with cdktf, and with each set of cdktn's versions.

Run: `.venv/bin/python -m bench.successor [runs]`. Each synthesis is a process of its own; its processor time
(user and system, Node included) does not depend on what else the machine does.
"""

import os
import resource
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from bench.pairs import Way, compare
from ops.engine.synthesis.stacks import PROJECT
from tools.successor.environment import moved_project
from tools.successor.sets import SETS


def processor_seconds(python: Path, project: Path) -> float:
    """Return the processor time of one whole synthesis of production."""
    with tempfile.TemporaryDirectory() as folder:
        variables = {**os.environ, "CDKTF_OUTDIR": folder, "ENVIRONMENT": "production"}
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([str(python), "main.py"], cwd=project, env=variables, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main(runs: int) -> None:
    """Compare each set with cdktf and print the outcome."""
    for chosen in SETS:
        moved = moved_project(chosen)
        compare(
            Way(
                name=f"{chosen.name}, cdktn {chosen.chosen['cdktn']}",
                seconds=partial(processor_seconds, moved.python, moved.folder),
            ),
            Way(name="cdktf", seconds=partial(processor_seconds, Path(sys.executable), PROJECT)),
            runs=runs,
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)

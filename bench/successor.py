"""How much processor time synthesis takes with cdktf, and with each set of cdktn's versions.

Run: `.venv/bin/python -m bench.successor [runs]`. Each synthesis is a process of its own; its processor time
(user and system, Node included) does not depend on what else the machine does.
"""

import sys
from functools import partial

from bench.pairs import Way, compare, synthesis_seconds
from ops.engine.synthesis.stacks import PROJECT
from tools.successor.environment import moved_project
from tools.successor.sets import SETS


def main(runs: int) -> None:
    """Compare each set with cdktf and print the outcome."""
    for chosen in SETS:
        moved = moved_project(chosen)
        compare(
            Way(
                name=f"{chosen.name}, cdktn {chosen.chosen['cdktn']}",
                seconds=partial(synthesis_seconds, str(moved.python), moved.folder),
            ),
            Way(name="cdktf", seconds=partial(synthesis_seconds, sys.executable, PROJECT)),
            runs=runs,
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)

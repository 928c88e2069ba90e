"""The proof on a deployment: what cdktf has applied in a rehearsal has no changes under cdktn."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ops.engine.synthesis.stacks import PROJECT
from tools.successor.environment import MovedProject

_WITHIN_SECONDS: Final = 900
_BIN: Final = Path(sys.executable).parent
_DEPLOY: Final = "cdktf deploy foundation app --auto-approve"
#: The commands that a user types in the moved clone, with what each prints as often as it finds no changes.
_COMMANDS: Final = (
    ("rehearse up", "no changes in 3 stacks", 1),
    (f'eval "$(rehearse env)"; {_DEPLOY}', "Apply complete! Resources: 0 added, 0 changed, 0 destroyed.", 2),
)


@contextmanager
def applied_by_cdktf(home: Path) -> Iterator[Mapping[str, str]]:
    """Yield the variables of a rehearsal in which this clone has applied everything; end it afterwards.

    Raises CalledProcessError when the rehearsal fails.
    """
    variables = {**os.environ, "REHEARSAL_HOME": str(home), "COLUMNS": "100"}
    try:
        _run("rehearse up", folder=PROJECT, programs=_BIN, variables=variables).check_returncode()
        yield variables
    finally:
        _run("rehearse down --discard", folder=PROJECT, programs=_BIN, variables=variables)


def problems_of_plan(moved: MovedProject, variables: Mapping[str, str]) -> tuple[str, ...]:
    """Plan and deploy in a moved copy what cdktf has applied; return what failed, and what would change."""
    problems = []
    for command, unchanged, times in _COMMANDS:
        done = _run(command, folder=moved.folder, programs=moved.python.parent, variables=variables)
        if done.returncode != 0 or done.stdout.count(unchanged) != times:
            problems.append(f"{command}: expected '{unchanged}' {times} times:\n{done.stdout}{done.stderr}")
    return tuple(problems)


def _run(
    command: str, *, folder: Path, programs: Path, variables: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/bash", "-euo", "pipefail", "-c", command],
        cwd=folder,
        env={**variables, "PATH": f"{programs}:{variables['PATH']}"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=_WITHIN_SECONDS,
    )

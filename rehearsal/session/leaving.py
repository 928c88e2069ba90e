"""Leaving a rehearsal in a shell: its variables as they were before `eval "$(rehearse env)"`.

The shell keeps the earlier values itself, in variables that it does not export: no program sees them, and no
value of a person is printed.
"""

import shlex
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from ops.common.simulation import REHEARSAL_VARIABLE, SIMULATED_VARIABLE
from ops.engine.synthesis.stacks import PROJECT
from rehearsal.common.home import Home

#: What `rehearse env` puts in front of PATH.
TOOLS: Final = f"{Path(sys.executable).parent}:{PROJECT / 'node_modules' / '.bin'}"
# The names of all variables that `rehearse env` has changed in this shell.
_CHANGED: Final = "REHEARSE_VARIABLES"
# Set for the one call that leaves the rehearsal itself, where it ended.
_BY_THE_SHELL: Final = "REHEARSE_LEAVES"
#: A function of the shell: after `rehearse down`, it has the variables that it had before.
LEAVE_WHEN_DOWN: Final = f"""\
rehearse() {{
  {_BY_THE_SHELL}=1 command rehearse "$@"
  set -- "$?" "${{1-}}"
  if [ "$2" = down ] && [ ! -e "${{{REHEARSAL_VARIABLE}-}}/rehearsal.json" ]; then
    eval "$(command rehearse env --unset)"
  fi
  return "$1"
}}"""


def keep(names: Iterable[str], *, inherited: Mapping[str, str]) -> list[str]:
    """Return the lines that keep the values of variables, before the rehearsal's values replace them.

    In a shell of a rehearsal, those that are changed already are the rehearsal's: they are not kept.
    """
    changed = inherited.get(_CHANGED, "").split()
    new = sorted(set(names) - set(changed))
    lines = [f'{_kept(name)}="${name}"' for name in new if name in inherited]
    return [*lines, f"export {_CHANGED}={shlex.quote(' '.join([*changed, *new]))}"]


def restore(inherited: Mapping[str, str]) -> str:
    """Return the lines that give a shell its earlier variables; empty outside a rehearsal."""
    changed = inherited.get(_CHANGED, "").split()
    if not changed:
        return ""
    lines = [
        f'if [ -n "${{{_kept(name)}+x}}" ]; then export {name}="${_kept(name)}"; unset {_kept(name)}; '
        f"else unset {name}; fi"
        for name in changed
        if name.isidentifier()
    ]
    path = inherited.get("PATH", "").replace(f"{TOOLS}:", "")
    return "\n".join([*lines, f"export PATH={shlex.quote(path)}", f"unset {_CHANGED}", "unset -f rehearse"])


def reminder(home: Home, variables: Mapping[str, str]) -> str:
    """Return how to leave a rehearsal that has ended; empty where the shell has others, or leaves."""
    inside = variables.get(SIMULATED_VARIABLE) and variables.get(REHEARSAL_VARIABLE) == str(home.root)
    if not inside or variables.get(_BY_THE_SHELL):
        return ""
    return 'This shell still has the rehearsal\'s variables. To have its own: eval "$(rehearse env --unset)"'


def _kept(name: str) -> str:
    return f"_rehearse_kept_{name}"

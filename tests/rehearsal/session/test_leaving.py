"""Leaving a rehearsal: the shell has its own variables again, also after `rehearse down`."""

import os
import subprocess
from pathlib import Path

import pytest

from rehearsal.common.home import Home
from rehearsal.session.leaving import LEAVE_WHEN_DOWN, TOOLS, keep, reminder, restore

SHELLS = ["/bin/sh", "/bin/bash"]
OWN = {"ARM_CLIENT_SECRET": "it's $mine", "ENVIRONMENT": "staging"}
REHEARSED = {"ENVIRONMENT": "production", "OPS_SIMULATED": "1"}
PRINT_ALL = 'printf "%s|" "${ARM_CLIENT_SECRET-none}" "${ENVIRONMENT-none}" "${OPS_SIMULATED-none}" "$PATH"'


def _enter(home: Path, inherited: dict[str, str]) -> str:
    values = {**REHEARSED, "REHEARSAL_HOME": str(home)}
    return "\n".join(
        [
            *keep(["ARM_CLIENT_SECRET", *values], inherited=inherited),
            "unset ARM_CLIENT_SECRET",
            f"export PATH='{TOOLS}':\"$PATH\"",
            *(f"export {name}='{value}'" for name, value in values.items()),
            LEAVE_WHEN_DOWN,
        ]
    )


def _shell(shell: str, script: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [shell, "-euc", script],
        env={"PATH": "/usr/bin:/bin", "HOME": os.environ["HOME"], **variables},
        capture_output=True,
        text=True,
        check=True,
    )


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_that_leaves_has_its_own_variables_again(tmp_path: Path, shell: str) -> None:
    script = f'{_enter(tmp_path, OWN)}\n{PRINT_ALL}\neval "$(rehearse env --unset)"\n{PRINT_ALL}'
    inside, _, outside = _shell(shell, script, **OWN).stdout.partition(f"{TOOLS}:/usr/bin:/bin|")
    assert inside == "none|production|1|"
    assert outside == "it's $mine|staging|none|/usr/bin:/bin|"


@pytest.mark.parametrize("shell", SHELLS)
def test_rehearse_down_leaves_the_shell_usable(tmp_path: Path, shell: str) -> None:
    script = f"{_enter(tmp_path, OWN)}\nrehearse down >&2\n{PRINT_ALL}\ncommand -v rehearse || echo gone"
    done = _shell(shell, script, **OWN)
    assert done.stdout == "it's $mine|staging|none|/usr/bin:/bin|gone\n"
    assert "Nothing is rehearsed" in done.stderr
    assert "--unset" not in done.stderr


@pytest.mark.parametrize("shell", SHELLS)
def test_a_rehearsal_that_still_runs_is_not_left(tmp_path: Path, shell: str) -> None:
    (tmp_path / "rehearsal.json").write_text("{}", encoding="utf-8")
    script = f"{_enter(tmp_path, OWN)}\nrehearse down --help >/dev/null\n{PRINT_ALL}"
    assert _shell(shell, script, **OWN).stdout.startswith("none|production|1|")


@pytest.mark.parametrize("shell", SHELLS)
def test_the_exit_code_of_a_command_stays(tmp_path: Path, shell: str) -> None:
    script = f"{_enter(tmp_path, {})}\ncode=0; rehearse status || code=$?; echo $code"
    assert _shell(shell, script).stdout == "1\n"


def test_entering_twice_keeps_the_first_values(tmp_path: Path) -> None:
    first = "\n".join(keep(["ENVIRONMENT"], inherited=OWN))
    inside = {**OWN, **REHEARSED, "REHEARSE_VARIABLES": "ENVIRONMENT"}
    second = "\n".join(keep(["ENVIRONMENT", "NEW"], inherited=inside))
    assert '="$ENVIRONMENT"' in first
    assert '="$ENVIRONMENT"' not in second
    script = f"{first}\nexport ENVIRONMENT=production\n{second}\n"
    script += restore({"REHEARSE_VARIABLES": "ENVIRONMENT NEW", "PATH": "/usr/bin:/bin"}) + f"\n{PRINT_ALL}"
    assert _shell("/bin/sh", script, **OWN).stdout == "it's $mine|staging|none|/usr/bin:/bin|"


def test_a_shell_started_inside_has_only_lost_the_rehearsals_variables() -> None:
    inside = {
        **REHEARSED,
        "REHEARSE_VARIABLES": "ENVIRONMENT OPS_SIMULATED",
        "PATH": f"{TOOLS}:/usr/bin:/bin",
    }
    done = _shell("/bin/sh", f"{restore(inside)}\n{PRINT_ALL}", **inside)
    assert done.stdout == "none|none|none|/usr/bin:/bin|"


def test_outside_of_a_rehearsal_there_is_nothing_to_leave() -> None:
    assert restore({"PATH": "/bin"}) == ""


@pytest.mark.parametrize(
    ("variables", "reminded"),
    [
        ({"OPS_SIMULATED": "1", "REHEARSAL_HOME": "/a"}, True),
        ({"OPS_SIMULATED": "1", "REHEARSAL_HOME": "/b"}, False),
        ({"REHEARSAL_HOME": "/a"}, False),
        ({"OPS_SIMULATED": "1", "REHEARSAL_HOME": "/a", "REHEARSE_LEAVES": "1"}, False),
    ],
)
def test_down_without_the_function_says_how_to_leave(variables: dict[str, str], reminded: bool) -> None:
    assert ("rehearse env --unset" in reminder(Home(root=Path("/a")), variables)) is reminded

"""What `rehearse up` prints at its end."""

import io

import pytest
from rich.console import Console

from ops.common.progress import Step
from rehearsal.commands.up.command import _print_next_commands
from rehearsal.common.home import rehearsal_home

NAME = "a-rehearsal-with-a-name-that-is-longer-than-a-terminal"


def test_the_next_commands_are_whole_and_of_this_rehearsal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPS_SIMULATED", raising=False)
    file = io.StringIO()
    _print_next_commands(
        Console(file=file, width=80), [Step(name="app", seconds=61.2)], home=rehearsal_home(NAME)
    )
    lines = file.getvalue().splitlines()
    assert any("Rehearsed in 61 s." in line for line in lines)
    commands = [line.partition("#")[0].strip() for line in lines if "#" in line]
    assert commands == [
        f'eval "$(.venv/bin/rehearse env --name {NAME})"',
        "cdktf diff app",
        "cdktf deploy foundation app --auto-approve",
        f"rehearse cloud ls --name {NAME}",
        f"rehearse down --name {NAME}",
    ]

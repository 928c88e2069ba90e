"""What a person sees of the pinned versions."""

from datetime import date

import pytest
from rich.console import Console

from ops.commands.versions.command import moves, table
from ops.commands.versions.pins import VersionPin
from ops.commands.versions.report import JudgedPin, judge

ACTION = "action actions/download-artifact"


def judged(program: str, version: str, place: str, moved_by: str) -> JudgedPin:
    pin = VersionPin(program=program, version=version, place=place, moved_by=moved_by)
    return judge(pin, today=date(2026, 11, 28))


PINS = (
    judged(ACTION, "8.0.1", ".github", "Dependabot"),
    judged("Node", "22", "action.yml", "action.yml"),
    judged("Node", "22", "workload/frontend/Dockerfile:1", "Dockerfile, then ops images pin"),
    judged("chart gateway-helm", "v1.9.1", "stacks/charts.py", "stacks/charts.py, then make golden"),
)


def test_one_row_a_version_the_urgent_one_first(capsys: pytest.CaptureFixture[str]) -> None:
    Console(width=200).print(table(PINS))
    rows = [line.split()[0] for line in capsys.readouterr().out.splitlines() if line.strip()][2:]
    assert rows == ["chart", "action", "Node"]


def test_a_name_is_whole_on_a_narrow_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    Console(width=60).print(table(PINS))
    first = "".join(line[:18] for line in capsys.readouterr().out.splitlines())
    assert "…" not in first
    assert ACTION.replace(" ", "") in first.replace(" ", "")


def test_each_move_is_named_once_and_whole_with_what_it_moves() -> None:
    moved = moves([*PINS, judged("action azure/login", "3.0.1", ".github", "Dependabot")]).splitlines()
    assert moved[:2] == ["Dependabot", f"    {ACTION}, action azure/login"]
    assert moved[4:6] == ["Dockerfile, then ops images pin", "    Node"]

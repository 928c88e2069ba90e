"""`rehearse drill`: its arguments, and what it does when it is stopped or a script started it."""

import re
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ops.common.errors import ExitCode, UserError
from ops.common.options import OptionConflictError
from rehearsal.commands.drill import command
from rehearsal.drills.catalogue import all_drills
from rehearsal.drills.results import DrillResult
from rehearsal.drills.runner import Order
from rehearsal.drills.scene import DrillCheck


@pytest.fixture
def ground(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing be prepared."""

    @contextmanager
    def none(**_: object) -> Iterator[None]:
        yield None

    monkeypatch.setattr(command, "drill_ground", none)


def _result(order: Order) -> DrillResult:
    checks = (DrillCheck(what="all", holds=True),)
    return DrillResult(
        name=order.name, seed=order.seed, engine="", moment="", seconds=1, checks=checks, commands=()
    )


@pytest.mark.usefixtures("ground")
def test_a_stopped_command_writes_the_report_of_the_runs_that_ended(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def stopped_after_one(
        orders: Sequence[Order], *, on_result: Callable[[DrillResult], None], **_: object
    ) -> None:
        on_result(_result(orders[0]))
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "run_drills", stopped_after_one)
    with pytest.raises(command.DrillsInterruptedError) as stopped:
        command.drill(["engine-killed"], seed=4, runs=3, report=tmp_path / "new" / "report.html")
    assert stopped.value.exit_code == ExitCode.INTERRUPTED
    assert "after 1 of 3 runs" in stopped.value.what
    # A drill begins from the start: it does not continue where it was stopped.
    assert stopped.value.remedy == "the same command with `--seed 4` begins the same runs again"
    page = (tmp_path / "new" / "report.html").read_text()
    assert "1 of 3 runs, 0 failed, first seed 4" in page
    assert "engine-killed" in page


@pytest.mark.usefixtures("ground")
def test_drills_that_a_script_started_in_the_background_hear_ctrl_c(monkeypatch: pytest.MonkeyPatch) -> None:
    def run_all(orders: Sequence[Order], **_: object) -> list[DrillResult]:
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        return [_result(order) for order in orders]

    monkeypatch.setattr(command, "run_drills", run_all)
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        command.drill(["interrupted"], seed=1)
    finally:
        signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ground")
def test_one_run_is_one_run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(command, "run_drills", lambda orders, **_: [_result(order) for order in orders])
    command.drill(["interrupted"], seed=4)
    assert "1 run, first seed 4" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"names": ["ops-killed"], "catalogue": True}, "NAME"),
        ({"catalogue": True, "seed": 0}, "--seed"),
        ({"catalogue": True, "every": True, "report": Path("x.html")}, "--all, --report"),
        ({"names": ["ops-killed"], "every": True}, "ops-killed"),
    ],
)
def test_what_would_be_ignored_is_refused(arguments: dict[str, Any], named: str) -> None:
    with pytest.raises(OptionConflictError, match=f"{named} has no meaning") as refused:
        command.drill(**arguments)
    assert refused.value.exit_code == ExitCode.USAGE


@pytest.mark.parametrize(("name", "remedy"), [("ops-kiled", "did you mean `ops-killed`"), ("x", "")])
def test_a_drill_that_does_not_exist_is_answered_with_similar_names(name: str, remedy: str) -> None:
    with pytest.raises(UserError, match=f"no drill '{name}'") as refused:
        command.drill([name])
    assert refused.value.exit_code == ExitCode.USAGE
    assert refused.value.remedy.startswith(remedy)
    assert refused.value.remedy.endswith("`rehearse drill --list` has all of them")


@pytest.mark.parametrize("columns", ["80", "50"])
def test_the_list_has_each_name_in_one_piece(
    columns: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    command.drill(catalogue=True)
    said = capsys.readouterr().out
    assert [name for name in all_drills() if not re.search(rf"^ {name} ", said, re.MULTILINE)] == []

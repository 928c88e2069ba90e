"""`rehearse drill`: what it does when it is stopped, and when a script started it in the background."""

import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from rehearsal.commands.drill import command
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
    with pytest.raises(KeyboardInterrupt):
        command.drill(["engine-killed"], seed=4, runs=3, report=tmp_path / "new" / "report.html")
    page = (tmp_path / "new" / "report.html").read_text()
    assert "1 of 3 runs, 0 failed, first seed 4" in page
    assert "engine-killed" in page


@pytest.mark.usefixtures("ground")
def test_drills_that_a_script_started_in_the_background_hear_ctrl_c(monkeypatch: pytest.MonkeyPatch) -> None:
    def run_all(orders: Sequence[Order], **_: object) -> list[DrillResult]:
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
        return [_result(order) for order in orders]

    monkeypatch.setattr(command, "run_drills", run_all)
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        command.drill(["interrupted"], seed=1)
    finally:
        signal.signal(signal.SIGINT, before)

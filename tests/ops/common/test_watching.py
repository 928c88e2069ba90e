"""Showing something again and again, until Ctrl-C."""

import pytest
import typer

from ops.common.errors import ExitCode, UserError
from ops.common.options import OptionConflictError
from ops.common.watching import WATCH_SECONDS, refuse_json_beside_watch, watch


def test_it_is_shown_again_until_a_person_stops_it(capsys: pytest.CaptureFixture[str]) -> None:
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            raise KeyboardInterrupt

    with pytest.raises(typer.Exit) as ended:
        watch(lambda: print("seen"), pause=pause)
    assert ended.value.exit_code == ExitCode.INTERRUPTED
    assert pauses == [WATCH_SECONDS] * 3
    shown = capsys.readouterr().out
    assert shown.count("seen") == 3
    assert shown.count("Ctrl-C ends it") == 3


def test_an_error_ends_it() -> None:
    def fail() -> None:
        raise UserError("the cluster does not answer")

    with pytest.raises(UserError, match="does not answer"):
        watch(fail, pause=lambda _: None)


def test_one_document_has_no_place_in_it() -> None:
    refuse_json_beside_watch(as_json=False)
    with pytest.raises(OptionConflictError, match="--watch has no end"):
        refuse_json_beside_watch(as_json=True)

import io

import pytest
from rich.console import Console

from ops.common.clean_up import afterwards, noting_failure
from ops.common.console import print_error
from ops.common.errors import UserError


def _fail() -> None:
    raise UserError("the store does not answer", remedy="try again")


def test_the_first_error_is_raised_and_the_second_is_noted() -> None:
    with pytest.raises(UserError, match="the release failed") as raised, afterwards(_fail, doing="unlocking"):
        raise UserError("the release failed")
    assert raised.value.__notes__ == ["unlocking failed as well: the store does not answer"]
    assert str(raised.value).endswith("unlocking failed as well: the store does not answer")


def test_the_clean_up_runs_after_a_success_and_then_its_failure_counts() -> None:
    done: list[str] = []
    with afterwards(lambda: done.append("cleaned up"), doing="cleaning up"):
        done.append("worked")
    assert done == ["worked", "cleaned up"]
    with pytest.raises(UserError, match="the store does not answer"), afterwards(_fail, doing="unlocking"):
        pass


def test_a_failure_without_text_is_noted_by_its_type() -> None:
    first = UserError("first")
    with noting_failure(first, doing="recording"):
        raise TimeoutError
    assert first.__notes__ == ["recording failed as well: TimeoutError"]


def test_ctrl_c_during_a_clean_up_is_not_noted_but_raised() -> None:
    first = UserError("first")
    with pytest.raises(KeyboardInterrupt), noting_failure(first, doing="recording"):
        raise KeyboardInterrupt


def test_notes_are_printed_below_the_error() -> None:
    error = UserError("first", remedy="do this")
    error.add_note("recording failed as well: no store")
    written = io.StringIO()
    print_error(Console(file=written, width=100), error)
    assert [line.split(":")[0].strip() for line in written.getvalue().splitlines()] == [
        "error",
        "remedy",
        "also",
    ]

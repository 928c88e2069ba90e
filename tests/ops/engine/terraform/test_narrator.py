"""Terraform's events on the step that a person watches."""

import io

import pytest
from rich.console import Console

from ops.common.progress import Steps
from ops.engine.terraform.events import EXPECTED_WARNINGS, Diagnostic, Level
from ops.engine.terraform.narrator import Narrator


def test_a_warning_is_shown_and_an_error_is_left_to_the_failure() -> None:
    output = io.StringIO()
    with Steps(Console(file=output, width=100)).step("app") as step:
        narrator = Narrator(step)
        narrator(Diagnostic(severity=Level.WARNING, summary="Deprecated", detail="use y", address="a.b"))
        narrator(Diagnostic(severity=Level.ERROR, summary="Refused"))
    assert output.getvalue().splitlines()[1:] == ["    warning: Deprecated (a.b)", "    use y"]


@pytest.mark.parametrize("summary", EXPECTED_WARNINGS)
def test_a_warning_that_says_nothing_new_is_not_shown(summary: str) -> None:
    output = io.StringIO()
    with Steps(Console(file=output, width=100)).step("app") as step:
        Narrator(step)(Diagnostic(severity=Level.WARNING, summary=summary))
    assert len(output.getvalue().splitlines()) == 1

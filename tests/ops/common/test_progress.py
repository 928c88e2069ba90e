"""What a person sees while a command works."""

import io

import pytest
from rich.console import Console

from ops.common.progress import Steps


def test_each_step_ends_in_one_line_with_its_result_and_time() -> None:
    output = io.StringIO()
    steps = Steps(Console(file=output, width=100))
    with steps.step("Synthesis") as step:
        step.update("working")
        step.result = "3 stacks [not markup]"
    (line,) = output.getvalue().splitlines()
    assert line.split()[:2] == ["✓", "Synthesis"]
    assert "3 stacks [not markup]" in line
    assert line.endswith("0.0 s")
    assert len(line) <= 100
    assert [done.name for done in steps.done] == ["Synthesis"]


def test_a_warning_is_shown_below_the_step_in_all_its_lines_and_once() -> None:
    output = io.StringIO()
    steps = Steps(Console(file=output, width=100))
    with steps.step("app") as step:
        step.warn("Argument is deprecated\nuse another [one]")
        step.warn("Argument is deprecated\nuse another [one]")
    assert output.getvalue().splitlines()[1:] == [
        "    warning: Argument is deprecated",
        "    use another [one]",
    ]


def test_a_step_that_fails_is_marked_and_its_error_goes_on() -> None:
    output = io.StringIO()
    steps = Steps(Console(file=output, width=100))
    with pytest.raises(ValueError, match="broken"), steps.step("app"):
        raise ValueError("broken")
    assert output.getvalue().split()[:2] == ["✗", "app"]
    assert steps.done == []

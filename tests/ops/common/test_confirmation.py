import sys

import pytest

from ops.common.confirmation import NotConfirmedError, confirm, confirm_by_name
from ops.common.errors import ExitCode


class Terminal:
    """A person's terminal; `typer` gets the answer from the patched prompt."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal())


@pytest.mark.usefixtures("person")
def test_a_person_types_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("typer.prompt", lambda *_, **__: "sample")
    confirm_by_name("sample", given=None, remedy="")
    with pytest.raises(NotConfirmedError, match="'sample' is not 'other'; nothing was changed"):
        confirm_by_name("other", given=None, remedy="")


@pytest.mark.usefixtures("person")
def test_a_person_says_yes_or_no(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("typer.confirm", lambda *_, **__: True)
    confirm("Go on?", yes=False, remedy="")
    monkeypatch.setattr("typer.confirm", lambda *_, **__: False)
    with pytest.raises(NotConfirmedError, match="not confirmed; nothing was changed"):
        confirm("Go on?", yes=False, remedy="")


@pytest.mark.usefixtures("person")
def test_a_question_in_the_shell_of_a_rehearsal_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setenv("OPS_SIMULATED", "1")
    monkeypatch.setenv("REHEARSAL_HOME", "/home/me/rehearsed")

    def answered(text: str, **_: object) -> str:
        asked.append(text)
        return "sample"

    monkeypatch.setattr("typer.confirm", answered)
    monkeypatch.setattr("typer.prompt", answered)
    confirm("Go on?", yes=False, remedy="")
    confirm_by_name("sample", given=None, remedy="")
    assert all(text.startswith("[rehearsal in /home/me/rehearsed] ") for text in asked)
    assert len(asked) == 2


def test_where_nobody_can_be_asked_the_option_is_named() -> None:
    confirm("Go on?", yes=True, remedy="--yes")
    with pytest.raises(NotConfirmedError, match="nobody can be asked here") as caught:
        confirm("Go on?", yes=False, remedy="--yes")
    assert (caught.value.remedy, caught.value.exit_code) == ("--yes", ExitCode.USAGE)


@pytest.mark.usefixtures("person")
@pytest.mark.parametrize(
    ("pressed", "ends"), [(KeyboardInterrupt, KeyboardInterrupt), (EOFError, NotConfirmedError)]
)
def test_ctrl_c_at_a_question_stops_the_command_and_the_end_of_the_input_is_no_answer(
    monkeypatch: pytest.MonkeyPatch, pressed: type[BaseException], ends: type[BaseException]
) -> None:
    def reads(*_: object, **__: object) -> str:
        raise pressed

    # What `typer` reads a line with.
    monkeypatch.setattr("typer._click.termui.visible_prompt_func", reads)
    with pytest.raises(ends):
        confirm("Go on?", yes=False, remedy="")
    with pytest.raises(ends):
        confirm_by_name("sample", given=None, remedy="")

"""Asking a person before something is changed, and refusing where nobody can be asked."""

import sys
from collections.abc import Callable
from typing import TypeVar

import typer

from ops.common.errors import ExitCode, UserError
from ops.common.simulation import simulated_world

Answer = TypeVar("Answer")


class NotConfirmedError(UserError):
    """Nobody has said that this may be done."""

    exit_code = ExitCode.USAGE


def confirm(question: str, *, yes: bool, remedy: str) -> None:
    """Ask unless `yes`; raise NotConfirmedError for a no, and with the remedy where nobody can be asked."""
    if yes:
        return
    _require_person("for a confirmation", remedy=remedy)
    if not ask(lambda: typer.confirm(f"{_world()}{question}", err=True)):
        raise NotConfirmedError("not confirmed; nothing was changed")


def confirm_by_name(name: str, *, given: str | None, remedy: str) -> None:
    """Take the name that was `given`, or ask for it; raise NotConfirmedError for another one."""
    if given is None:
        _require_person(f"for the name '{name}'", remedy=remedy)
        prompt = f"{_world()}Type the environment's name to go on ({name})"
        given = ask(lambda: str(typer.prompt(prompt, err=True)))
    require_name(name, given=given, remedy=remedy)


def require_name(name: str, *, given: str, remedy: str = "") -> None:
    """Raise NotConfirmedError unless the name that was given is this one."""
    if given != name:
        raise NotConfirmedError(f"'{given}' is not '{name}'; nothing was changed", remedy=remedy)


def ask(question: Callable[[], Answer]) -> Answer:
    """Return the answer of a person; raise NotConfirmedError at the end of the input.

    Ctrl-C at a question ends the command as anywhere else, with KeyboardInterrupt.
    """
    try:
        return question()
    except typer.Abort as abort:
        if isinstance(abort.__context__, KeyboardInterrupt):
            raise KeyboardInterrupt from abort
    except EOFError:
        pass
    raise NotConfirmedError("not answered; nothing was changed")


def _world() -> str:
    return f"[{world}] " if (world := simulated_world()) else ""


def _require_person(asked: str, *, remedy: str) -> None:
    if not sys.stdin.isatty():
        raise NotConfirmedError(f"nobody can be asked here {asked}", remedy=remedy)

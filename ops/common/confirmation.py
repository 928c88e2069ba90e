"""Asking a person before something is changed, and refusing where nobody can be asked."""

import sys

import typer

from ops.common.errors import ExitCode, UserError


class NotConfirmedError(UserError):
    """Nobody has said that this may be done."""

    exit_code = ExitCode.USAGE


def confirm(question: str, *, yes: bool, remedy: str) -> None:
    """Ask unless `yes`; raise NotConfirmedError for a no, and with the remedy where nobody can be asked."""
    if yes:
        return
    _require_person("whether this may be applied", remedy=remedy)
    if not typer.confirm(question, err=True):
        raise NotConfirmedError("not confirmed; nothing was changed")


def confirm_by_name(name: str, *, given: str | None, remedy: str) -> None:
    """Take the name that was `given`, or ask for it; raise NotConfirmedError for another one."""
    if given is None:
        _require_person(f"for the name '{name}'", remedy=remedy)
        given = typer.prompt(f"Type the environment's name to go on ({name})", err=True)
    if given != name:
        raise NotConfirmedError(f"'{given}' is not '{name}'; nothing was changed", remedy=remedy)


def _require_person(asked: str, *, remedy: str) -> None:
    if not sys.stdin.isatty():
        raise NotConfirmedError(f"nobody can be asked here {asked}", remedy=remedy)

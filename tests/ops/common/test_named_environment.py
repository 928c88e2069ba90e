"""Commands of a message that would work on another environment than the one that an option named."""

import contextvars
import io

import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner

from ops.common.console import print_error
from ops.common.errors import UserError
from ops.common.options import DEFAULT_ENVIRONMENT, Environment


def _said(remedy: str, *arguments: str) -> str:
    def fail(environment: Environment = DEFAULT_ENVIRONMENT) -> None:
        raise UserError("it failed", remedy=remedy)

    def run() -> str:
        app = typer.Typer()
        app.command()(fail)
        error = CliRunner().invoke(app, [*arguments]).exception
        assert isinstance(error, UserError)
        console = Console(file=io.StringIO(), width=200)
        print_error(console, error)
        file = console.file
        assert isinstance(file, io.StringIO)
        return file.getvalue()

    return contextvars.copy_context().run(run)


@pytest.mark.parametrize("remedy", ["run `ops releases`", "ops deploy foundation", "cdktf diff app"])
def test_a_command_without_the_environment_is_followed_by_how_it_gets_there(
    remedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ENVIRONMENT", raising=False)
    said = _said(remedy, "--environment", "staging")
    assert "also: these commands work on 'staging' after: export ENVIRONMENT=staging" in said


@pytest.mark.parametrize(
    "remedy", ["ops unlock --environment staging", "ops power start -e staging", "run `az login`"]
)
def test_a_remedy_that_needs_no_hint_has_none(remedy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ENVIRONMENT", raising=False)
    assert "also:" not in _said(remedy, "-e", "staging")


def test_the_environment_of_the_shell_needs_no_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENVIRONMENT", "staging")
    assert "also:" not in _said("ops releases")
    assert "also:" not in _said("ops releases", "-e", "staging")
    assert "'production'" in _said("ops releases", "-e", "production")

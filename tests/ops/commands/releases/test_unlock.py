"""`ops unlock` names who holds the lock before it asks."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import typer
from typer.testing import CliRunner, Result

from ops.commands.releases import command
from ops.common.confirmation import NotConfirmedError
from ops.common.errors import ExitCode
from ops.delivery.releases.lease import Holder

HOLDER = Holder(who="ana@laptop", command="ops deploy", since="2026-11-24T03:14:09+00:00")


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> list[Holder | None]:
    """Give a store whose lock somebody holds; the list is what was broken."""
    done: list[Holder | None] = []

    @contextmanager
    def opened(**_: object) -> Iterator[None]:
        yield None

    def breaks(_: object, *, environment: str, expected: Holder | None = None) -> Holder | None:
        done.append(expected)
        return expected

    monkeypatch.setattr(command, "open_state", opened)
    monkeypatch.setattr(command, "find_holder", lambda *_, **__: HOLDER)
    monkeypatch.setattr(command, "state_locks", lambda *_, **__: ())
    monkeypatch.setattr(command, "break_deployment_lease", breaks)
    return done


def _run(*arguments: str) -> Result:
    app = typer.Typer()
    app.command()(command.unlock)
    return CliRunner().invoke(app, list(arguments))


def test_the_holder_is_named_before_the_question(broken: list[Holder | None]) -> None:
    asked = _run()
    assert "the lock is held by ana@laptop since 2026-11-24T03:14:09+00:00 (ops deploy)" in asked.stderr
    assert isinstance(asked.exception, NotConfirmedError)
    assert asked.exception.exit_code == ExitCode.USAGE
    assert "--yes" in asked.exception.remedy
    assert broken == []


def test_exactly_the_run_that_was_named_is_unlocked(broken: list[Holder | None]) -> None:
    done = _run("--yes")
    assert done.exit_code == 0, done.output
    assert "the lock of ana@laptop, held since 2026-11-24T03:14:09+00:00, is broken" in done.stdout
    assert broken == [HOLDER]


def test_where_nobody_holds_it_nobody_is_asked(
    broken: list[Holder | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "find_holder", lambda *_, **__: None)
    done = _run()
    assert done.exit_code == 0, done.output
    assert "no deployment held the lock" in done.stdout
    assert broken == []

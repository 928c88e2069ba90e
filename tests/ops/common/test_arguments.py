"""Arguments are checked while the command line is read, by every command that has the option."""

import math
from collections.abc import Callable
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from ops.commands.deploy import command as deploy
from ops.commands.deploy import rollback
from ops.common.arguments import (
    ArgumentError,
    checked_duration,
    checked_fingerprints,
    checked_images,
    checked_seconds,
    checked_tag,
    checked_url,
    checked_vault,
)
from ops.common.errors import ExitCode

DIGEST = "sha256:" + "0" * 64

GOOD: list[tuple[Callable[[Any], Any], Any]] = [
    (checked_duration, "60s"),
    (checked_duration, "1h30m"),
    (checked_duration, "1.5s"),
    (checked_duration, "0"),
    (checked_url, None),
    (checked_url, "https://todo.example.com"),
    (checked_url, "http://127.0.0.1:8080"),
    (checked_seconds, 0.0),
    (checked_tag, "1.4.0"),
    (checked_images, [f"backend=registry.example.com/shop/backend@{DIGEST}"]),
    (checked_images, None),
    (checked_fingerprints, ["0123456789abcdef"]),
    (checked_vault, "acme-vault"),
    (checked_vault, ""),
]
BAD: list[tuple[Callable[[Any], Any], Any]] = [
    (checked_duration, "5"),
    (checked_duration, ""),
    (checked_duration, "-5s"),
    (checked_duration, "5 minutes"),
    (checked_url, "nope"),
    (checked_url, "ftp://example.com"),
    (checked_url, "https://"),
    (checked_url, "https://example.com:port"),
    (checked_url, "https://[::1"),
    (checked_seconds, math.nan),
    (checked_seconds, math.inf),
    (checked_tag, ""),
    (checked_tag, "a b"),
    (checked_images, ["backend"]),
    (checked_images, ["backend=todo-backend:1"]),
    (checked_images, ["=registry.example.com/shop/backend:1"]),
    (checked_fingerprints, ["0123456789abcdef", "0123"]),
    (checked_vault, "https://acme.vault.azure.net"),
]


@pytest.mark.parametrize(("check", "value"), GOOD)
def test_what_can_work_is_taken_as_it_is(check: Callable[[Any], Any], value: Any) -> None:
    assert check(value) == value


@pytest.mark.parametrize(("check", "value"), BAD)
def test_what_can_never_work_is_wrong_usage_and_names_value_and_option(
    check: Callable[[Any], Any], value: Any
) -> None:
    with pytest.raises(ArgumentError) as refused:
        check(value)
    assert refused.value.exit_code == ExitCode.USAGE
    assert "nothing was changed" in refused.value.what
    assert str(value[-1] if isinstance(value, list) else value) in refused.value.what
    assert refused.value.where
    assert refused.value.remedy


class _BegunError(Exception):
    """The command has begun."""


def _begin(**_: object) -> None:
    raise _BegunError


@pytest.mark.parametrize(
    ("module", "function", "arguments"),
    [
        (deploy, deploy.deploy, ["--url", "nope"]),
        (deploy, deploy.deploy, ["--lock-timeout", "5"]),
        (deploy, deploy.deploy, ["--image", "backend=nope"]),
        (deploy, deploy.deploy, ["--image-tag", "a b"]),
        (deploy, deploy.deploy, ["--reviewed", "x"]),
        (deploy, deploy.deploy, ["--vault", "https://x"]),
        (deploy, deploy.deploy, ["--smoke-seconds", "inf"]),
        (deploy, deploy.deploy, ["--certificate-seconds", "inf"]),
        (rollback, rollback.rollback, ["--url", "nope"]),
        (rollback, rollback.rollback, ["--lock-timeout", "5"]),
        (rollback, rollback.rollback, ["--smoke-seconds", "inf"]),
    ],
)
def test_a_command_with_such_an_argument_does_not_begin(
    monkeypatch: pytest.MonkeyPatch, module: Any, function: Callable[..., None], arguments: list[str]
) -> None:
    monkeypatch.setattr(deploy, "current_source", _begin)
    monkeypatch.setattr(rollback, "open_without_stacks", _begin)
    app = typer.Typer()
    app.command()(function)
    assert isinstance(CliRunner().invoke(app, ["--yes"]).exception, _BegunError)
    assert isinstance(CliRunner().invoke(app, ["--yes", *arguments]).exception, ArgumentError)

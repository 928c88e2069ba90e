"""Arguments are checked while the command line is read, by every command that has the option."""

import math
import re
import shlex
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

import ops.cli
import rehearsal.cli
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
from ops.common.command_table import add_commands
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


# Checked by the command itself, before anything else; the test names what it says.
_FIRST_IN_THE_COMMAND = {
    ("ops", "check", "providers"),  # one of a list
    ("ops", "cleanup", "confirm"),
    ("ops", "context", "login"),  # kubelogin's own list
    ("ops", "cost", "prices"),
    ("ops", "cost renew", "prices"),
    ("ops", "images build", "engine"),
    ("ops", "images", "images"),
    ("ops", "images", "folder"),  # a folder, which Typer checks
    ("ops", "init", "*"),
    ("ops", "load", "url"),
    ("ops", "load", "yes_i_own"),
    ("ops", "notify", "release_file"),  # of a failed deployment: a warning
    ("ops", "providers lock", "platform"),
    ("ops", "providers lock", "mirror"),
    ("ops", "secrets", "name"),
    ("ops", "secrets load", "file"),  # the shell that evaluates the output must fail, too
    ("rehearse", "drill", "names"),
    ("rehearse", "drill", "engine"),
    ("rehearse", "cloud", "*"),
}


def _parameters() -> Iterator[tuple[str, str, Any]]:
    for program, commands in (("ops", ops.cli.COMMANDS), ("rehearse", rehearsal.cli.COMMANDS)):
        for command in commands:
            for path, parameter in _of(command.name, command.load()):
                yield program, path, parameter


def _of(path: str, command: Any) -> Iterator[tuple[str, Any]]:
    for name, inner in getattr(command, "commands", {}).items():
        yield from _of(f"{path} {name}", inner)
    yield from ((path, parameter) for parameter in command.params)


def _is_limited(parameter: Any) -> bool:
    """Return whether Typer itself takes only what can work: flags, lists of words, whole numbers."""
    annotation = str(parameter.type_descriptor.annotation)
    return getattr(parameter, "is_flag", False) or not re.search(r"\b(str|float|Path)\b", annotation)


def test_every_argument_of_every_command_is_checked_before_it_begins() -> None:
    unchecked = [
        f"{program} {path}: {parameter.name}"
        for program, path, parameter in _parameters()
        if parameter.callback is None
        and not _is_limited(parameter)
        and not any(
            program == other
            and path.split()[0 : len(prefix.split())] == prefix.split()
            and name in ("*", parameter.name)
            for other, prefix, name in _FIRST_IN_THE_COMMAND
        )
    ]
    assert unchecked == []


def test_the_list_of_exceptions_names_arguments_that_exist() -> None:
    known = {(program, path, parameter.name) for program, path, parameter in _parameters()}
    for program, prefix, name in _FIRST_IN_THE_COMMAND:
        assert any(
            one == program and path.startswith(prefix) and name in ("*", argument)
            for one, path, argument in known
        ), (program, prefix, name)


@pytest.mark.parametrize(
    "line",
    [
        "ops plan nope",
        "ops plan --environment ../production",
        "ops plan --markdown /dev/null/plan.md",
        "ops plan --save /dev/null/plans",
        "ops plan --from /nope.json",
        "ops cost --against -x",
        "ops cost renew --endpoint nope",
        "ops rollback --to ''",
        "ops drift --rules /nope.yaml",
        "ops health --url nope",
        "ops health --seconds nan",
        "ops health --namespace A_B",
        "ops smoke nope",
        "ops verify nope --yes",
        "ops load https://localhost --ramp nan",
        "ops rollout status --seconds inf",
        "ops github comment /nope --pull-request 1",
        "ops github reviewed --commit main",
        "ops bootstrap --location 'East US'",
        "ops check --environment A",
        "ops state push app /nope",
        "ops state pull app --out /dev/null/app.tfstate",
        "ops state pull app --out /tmp",
        "ops versions --markdown /dev/null/page.md",
        "ops notify started --commit ' '",
        "ops deploy nope --yes",
        "rehearse drill --all --minutes nan",
        "rehearse drill --all --minutes 0",
        "rehearse drill --all --report /proc/report.html",
        "rehearse review --base ''",
        "rehearse up --environment ''",
    ],
)
def test_what_can_never_work_ends_before_the_command_begins(line: str) -> None:
    program, name, *arguments = shlex.split(line)
    commands = ops.cli.COMMANDS if program == "ops" else rehearsal.cli.COMMANDS
    app = typer.Typer()
    add_commands(app, [command for command in commands if command.name == name])
    app.callback()(lambda: None)
    refused = CliRunner().invoke(app, [name, *arguments])
    # Typer refuses what is outside of a range by itself.
    assert isinstance(refused.exception, ArgumentError) or refused.exit_code == ExitCode.USAGE, refused.output

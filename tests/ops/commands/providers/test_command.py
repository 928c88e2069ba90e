"""`ops providers lock`: wrong options, before anything is synthesized."""

import pytest
from typer.testing import CliRunner

from ops.cli import app
from ops.common.errors import ExitCode, UserError


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--platform", "linux"),
        ("--platform", ""),
        ("--mirror", "mirror"),
        ("--mirror", "http://127.0.0.1:9/"),
    ],
)
def test_a_wrong_option_is_refused_at_once(option: str, value: str) -> None:
    done = CliRunner().invoke(app, ["providers", "lock", option, value])
    error = done.exception
    assert isinstance(error, UserError), done.output
    assert error.exit_code == ExitCode.USAGE
    assert error.where == option
    assert f"'{value}'" in error.what
    assert option in error.remedy

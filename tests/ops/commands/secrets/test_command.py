"""`ops secrets`: what a person types, and that no value ever comes back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from ops.commands.secrets import command
from ops.commands.secrets.entry import SecretRefusedError, entered, generated
from ops.common.errors import MissingInputError
from ops.delivery.secrets import vault
from ops.delivery.secrets.shapes import SHAPES, SecretShapeError, broken_rules
from ops.delivery.secrets.vault import Vault
from tests.ops.clients.azure.resource_manager import Api, running_api

MARKER = "marker-" + "x" * 32


@pytest.fixture
def api(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    with running_api(tmp_path, Api()) as running:
        monkeypatch.setattr(vault, "open_vault", lambda name, _: Vault(name, running.secrets()))
        yield running


def ops(*arguments: str, **variables: str) -> Result:
    app = typer.Typer()
    command.register(app)
    return CliRunner().invoke(app, ["secrets", *arguments], env=variables)


def test_set_writes_the_variables_value_to_the_vault_and_shows_nothing(api: Api) -> None:
    result = ops("set", "BETTER_AUTH_SECRET", "--vault", "todo-vault", BETTER_AUTH_SECRET=MARKER)
    assert result.exit_code == 0
    assert api.resources == {"/secrets/better-auth-secret": {"value": MARKER}}
    assert "written to the key vault todo-vault as better-auth-secret" in result.output
    assert "unset BETTER_AUTH_SECRET" in result.output
    assert MARKER not in result.output


def test_without_a_vault_nothing_is_written_and_the_variables_are_explained() -> None:
    result = ops("set", "better_auth_secret", BETTER_AUTH_SECRET=MARKER)
    assert "Nothing was written" in result.output
    assert "read -rs BETTER_AUTH_SECRET" in result.output
    assert MARKER not in result.output


def test_a_value_of_the_wrong_shape_is_written_nowhere(api: Api) -> None:
    result = ops("set", "database_url", "--vault", "todo-vault", DATABASE_URL=MARKER)
    assert isinstance(result.exception, SecretShapeError)
    assert api.calls == []


def test_rotate_makes_a_value_up_and_names_the_command_that_releases_it(api: Api) -> None:
    result = ops("rotate", "postgres_password", "--generate", "--vault", "todo-vault")
    value = api.resources["/secrets/postgres-password"]["value"]
    assert broken_rules("postgres_password", value) == []
    assert value not in result.output
    assert "ops deploy --environment production --vault todo-vault" in result.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("set", "postgres"), "there is no secret 'postgres'"),
        (("set", "better_auth_secret", "--generate"), "needs a key vault to keep it"),
        (("set", "openai_api_key", "--generate", "--vault", "a-vault"), "cannot be made up"),
    ],
)
def test_what_cannot_be_done_is_refused(api: Api, arguments: tuple[str, ...], message: str) -> None:
    result = ops(*arguments)
    assert isinstance(result.exception, SecretRefusedError)
    assert message in result.exception.what
    assert api.calls == []


def test_a_value_is_asked_for_twice() -> None:
    answers = ["one", "two", "same", "same"]

    def ask(_: str) -> str:
        return answers.pop(0)

    with pytest.raises(SecretRefusedError, match="differ"):
        entered("openai_api_key", from_environment=False, environment={}, ask=ask, terminal=True)
    assert entered("openai_api_key", from_environment=False, environment={}, ask=ask, terminal=True) == "same"


@pytest.mark.parametrize(
    ("from_environment", "terminal", "value"),
    [(False, True, "typed"), (True, True, "set"), (False, False, "set"), (True, False, "set")],
)
def test_a_person_is_asked_because_the_variable_may_have_the_old_value(
    from_environment: bool, terminal: bool, value: str
) -> None:
    found = entered(
        "openai_api_key",
        from_environment=from_environment,
        environment={"OPENAI_API_KEY": "set"},
        ask=lambda _: "typed",
        terminal=terminal,
    )
    assert found == value


def test_without_a_terminal_the_message_says_how_to_set_it() -> None:
    with pytest.raises(MissingInputError) as caught:
        entered("openai_api_key", from_environment=False, environment={}, terminal=False)
    assert "read -rs OPENAI_API_KEY" in caught.value.remedy


@pytest.mark.parametrize("name", [name for name, shape in SHAPES.items() if shape.can_be_generated])
def test_what_is_made_up_has_the_right_shape_and_is_new_each_time(name: str) -> None:
    assert broken_rules(name, generated(name)) == []
    assert generated(name) != generated(name)

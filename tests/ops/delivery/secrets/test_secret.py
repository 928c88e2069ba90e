"""Which secrets are needed, where they come from, and when their revision changes."""

import pytest

from ops.common.errors import ExitCode, MissingInputError
from ops.delivery.secrets.secret import Secret, given_secrets, required_secrets

KEY = b"key of the test"


def secret(value: str, name: str = "database_url") -> Secret:
    return Secret(name=name, value=value, source="DATABASE_URL")


def test_a_value_comes_from_the_plain_name_or_terraforms_own_which_wins() -> None:
    environment = {"DATABASE_URL": "plain", "TF_VAR_database_url": "own", "OPENAI_API_KEY": "key"}
    found = given_secrets(["database_url", "openai_api_key", "postgres_password"], environment)
    assert {name: (s.value, s.source) for name, s in found.items()} == {
        "database_url": ("own", "TF_VAR_database_url"),
        "openai_api_key": ("key", "OPENAI_API_KEY"),
    }


def test_those_that_are_not_set_are_named_and_no_value_is_shown() -> None:
    environment = {"DATABASE_URL": "marker-value", "OPENAI_API_KEY": ""}
    with pytest.raises(MissingInputError) as caught:
        required_secrets(["database_url", "openai_api_key", "better_auth_secret"], environment)
    assert caught.value.what == "missing secrets: OPENAI_API_KEY, BETTER_AUTH_SECRET"
    assert caught.value.exit_code == ExitCode.MISSING_INPUT
    assert "marker-value" not in str(caught.value)


def test_a_revision_follows_value_name_and_key() -> None:
    revision = secret("one").revision(KEY)
    assert revision == secret("one").revision(KEY)
    others = {
        secret("two").revision(KEY),
        secret("one", name="other").revision(KEY),
        secret("one").revision(b"another key"),
    }
    assert len(others) == 3
    assert revision not in others


@pytest.mark.parametrize("number", range(50))
def test_a_revision_is_a_positive_number_that_json_holds_exactly(number: int) -> None:
    revision = secret(f"value {number}").revision(KEY)
    assert 1 <= revision < 2**53
    assert int(float(revision)) == revision


def test_a_secret_does_not_show_its_value() -> None:
    assert "marker-value" not in repr(secret("marker-value"))

from pathlib import Path
from secrets import token_urlsafe

import pytest

from ops.delivery.secrets.secret import Secret
from ops.delivery.secrets.shapes import SHAPES, SecretShapeError, broken_rules, require_valid

PROJECT = Path(__file__).parents[4]
URL = "postgresql://todo:Marker-Value@db.example.com:5432/todo?sslmode=require"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("database_url", URL),
        ("database_url", "postgres://u:p%40ss@10.0.0.4/todo?sslmode=verify-full&application_name=x"),
        ("openai_api_key", "sk-" + "a" * 40),
        ("better_auth_secret", "x" * 32),
        ("redpanda_password", "a-long-password"),
        ("postgres_password", "Lower-and-UPPER-2"),
        ("a_secret_of_tomorrow", "anything"),
    ],
)
def test_a_value_of_the_right_shape_breaks_no_rule(name: str, value: str) -> None:
    assert broken_rules(name, value) == []


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("database_url", "mysql" + URL.removeprefix("postgresql"), "must start with postgresql://"),
        ("database_url", "postgresql://db.example.com/todo?sslmode=require", "must name user, password"),
        ("database_url", URL.replace("/todo?", "?"), "must name user, password, host and database"),
        ("database_url", URL.replace("require", "disable"), "must require TLS"),
        ("database_url", URL.partition("?")[0], "must require TLS"),
        ("database_url", URL.replace(":5432", ":Marker"), "numeric port"),
        ("openai_api_key", "short", "must have 20–25000 characters, has 5"),
        ("better_auth_secret", "x" * 31, "must have 32–25000 characters, has 31"),
        ("better_auth_secret", "x" * 40 + "\n", "must be one line"),
        ("postgres_password", "onlylowercase1", "must contain three of"),
        ("postgres_password", "Aa1-" * 40, "must have 12–128 characters, has 160"),
        ("a_secret_of_tomorrow", "", "must have 1–25000 characters, has 0"),
    ],
)
def test_a_broken_rule_is_named_and_the_value_is_not(name: str, value: str, rule: str) -> None:
    broken = " ".join(broken_rules(name, value))
    assert rule in broken
    assert "Marker" not in broken


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("openai_api_key", "sk-your-openai-api-key-goes-here"),
        ("openai_api_key", "<paste the key of your project>"),
        ("better_auth_secret", "change-me-change-me-change-me-change-me"),
        ("better_auth_secret", "${BETTER_AUTH_SECRET_OF_PRODUCTION}"),
        ("database_login_key", "placeholder-placeholder-placeholder"),
        ("redpanda_password", "your_redpanda_password"),
        ("postgres_password", "Replace-Me-1"),
        ("database_url", "postgresql://USER:PASSWORD@HOST:5432/DATABASE?sslmode=verify-full"),
    ],
)
def test_a_placeholder_is_no_secret(name: str, value: str) -> None:
    assert broken_rules(name, value) == ["is a placeholder of an example: set your own value"]


@pytest.mark.parametrize("name", [name for name, shape in SHAPES.items() if shape.can_be_generated])
def test_a_generated_value_is_never_taken_for_a_placeholder(name: str) -> None:
    assert all(broken_rules(name, f"Aa1-{token_urlsafe(48)}") == [] for _ in range(500))


def test_all_problems_are_told_at_once_with_the_source_of_each() -> None:
    given = {
        "database_url": Secret(name="database_url", value="Marker", source="TF_VAR_database_url"),
        "openai_api_key": Secret(name="openai_api_key", value="Marker", source="OPENAI_API_KEY"),
    }
    with pytest.raises(SecretShapeError) as caught:
        require_valid(given)
    assert "TF_VAR_database_url: must start with postgresql://" in caught.value.what
    assert "OPENAI_API_KEY: must have 20" in caught.value.what
    assert "Marker" not in str(caught.value)


def test_every_secret_of_the_stacks_is_in_the_table() -> None:
    assert set(SHAPES) == {
        "database_url",
        "database_login_key",
        "openai_api_key",
        "better_auth_secret",
        "redpanda_password",
        "postgres_password",
    }


@pytest.mark.parametrize("name", SHAPES)
def test_the_documentation_has_the_table(name: str) -> None:
    page = (PROJECT / "docs" / "deployment" / "secrets-configuration.md").read_text()
    assert f"| `{name}` | {SHAPES[name].minimum}–{SHAPES[name].maximum} |" in page

import pytest

from ops.engine.terraform.redaction import is_credential


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("administrator_password", "x"),
        ("client_secret", "x"),
        ("token", "x"),
        ("primary_access_key", "x"),
        ("url", "postgresql://todo:pa55@db.example.com/todo"),
        ("value", "DefaultEndpointsProtocol=https;AccountKey=abcdefghijklmnop=="),
        ("value", "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJlLXBhcnQ"),
        ("value", "-----BEGIN EC PRIVATE KEY-----"),
        ("value", "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----"),
        ("value", "-----BEGIN PGP PRIVATE KEY BLOCK-----"),
        ("value", "sk-proj-abcdefghijklmnop"),
        ("value", "GR1348941abcdefghijklmnopqrst"),
        ("service_uri", "https://hooks.slack.com/services/T0/B0/x"),
    ],
)
def test_credentials_are_recognised_by_name_or_shape(attribute: str, value: str) -> None:
    assert is_credential(attribute=attribute, value=value)


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("automount_service_account_token", False),
        ("secret_name", "database-credentials"),
        ("password_wo_version", 7),
        ("password", ""),
        ("url", "https://example.com:8443/path"),
        ("image", "hackathontodoacr.azurecr.io/todo-backend@sha256:" + "a" * 64),
    ],
)
def test_ordinary_values_are_not(attribute: str, value: object) -> None:
    assert not is_credential(attribute=attribute, value=value)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("text", ["x" * 300_000 + "=", "x" * 300_000 + ":", "a-" * 150_000 + ":"])
def test_a_long_word_without_a_value_is_read_in_linear_time(text: str) -> None:
    """A quadratic search needs minutes for it: a shell script in base64 is one long word."""
    assert not is_credential(attribute="user_data", value=text)

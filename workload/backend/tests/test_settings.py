"""Settings, and the command that refuses wrong ones."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from todo_backend.__main__ import load_settings
from todo_backend.settings import Settings


def test_a_missing_and_a_wrong_variable_are_both_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("AUTH_JWKS_URL", "AUTH_ISSUER", "AUTH_AUDIENCE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PORT", "http")
    with pytest.raises(SystemExit) as caught:
        load_settings()
    assert caught.value.code == 2
    errors = capsys.readouterr().err
    assert "AUTH_JWKS_URL: Field required" in errors
    assert "PORT: Input should be a valid integer" in errors
    assert "Traceback" not in errors


def test_series_must_outlive_the_events_of_the_topic() -> None:
    with pytest.raises(ValidationError, match="SERIES_RETENTION must exceed the 7 days"):
        Settings.model_validate(
            {
                "auth_jwks_url": "http://issuer/jwks",
                "auth_issuer": "issuer",
                "auth_audience": "audience",
                "series_retention": timedelta(days=7),
            }
        )

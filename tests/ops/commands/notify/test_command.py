import json
import logging
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from ops.commands.notify import command
from ops.delivery.releases.release import Outcome
from tests.ops.commands.notify.records import record
from tests.ops.commands.notify.servers import MailBox, Webhook, running_mail_server, running_webhook

GITHUB = {
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_REPOSITORY": "hackathon-todo/deployment",
    "GITHUB_RUN_ID": "42",
}


@pytest.fixture
def hook() -> Iterator[Webhook]:
    with running_webhook() as running:
        yield running


@pytest.fixture
def box(tmp_path: Path) -> Iterator[MailBox]:
    with running_mail_server(tmp_path) as running:
        yield running


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    made: list[float] = []
    monkeypatch.setattr(time, "sleep", made.append)
    return made


def _slack(hook: Webhook) -> dict[str, str]:
    return {"SLACK_WEBHOOK_URL": hook.url}


def _mail(box: MailBox, **more: str) -> dict[str, str]:
    return {
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(box.port),
        "SMTP_USER": "todo",
        "SMTP_PASSWORD": "hush",
        "SMTP_FROM": "todo@example.com",
        "SMTP_TO": "ops@example.com, dev@example.com",
        "SSL_CERT_FILE": str(box.certificate),
        **more,
    }


def _notify(variables: dict[str, str], *arguments: str) -> Result:
    app = typer.Typer()
    command.register(app)
    names = ("SLACK_WEBHOOK_URL", "SMTP_HOST", "SMTP_TO", "SMTP_FROM", "SMTP_PORT", "SMTP_USER")
    unset = dict.fromkeys(names, "")
    return CliRunner().invoke(app, list(arguments), env={**unset, **GITHUB, **variables, "COLUMNS": "200"})


def test_slack_gets_links_to_the_run_and_the_pull_request(hook: Webhook, tmp_path: Path) -> None:
    file = tmp_path / "release.json"
    file.write_text(record().model_dump_json())
    done = _notify(_slack(hook), "success", "--release-file", str(file), "--pull-request", "12")
    assert done.exit_code == 0
    (text,) = hook.texts
    assert "*Images:* todo-backend:1.4.0" in text
    assert "<https://github.com/hackathon-todo/deployment/actions/runs/42|Run>" in text
    assert "<https://github.com/hackathon-todo/deployment/pull/12|Pull request 12>" in text


def test_mail_is_encrypted_and_goes_to_all_recipients(box: MailBox) -> None:
    done = _notify(_mail(box), "start", "--environment", "staging")
    assert done.exit_code == 0, done.output
    (mail,) = box.mails
    assert mail["To"] == "ops@example.com, dev@example.com"
    assert mail["Subject"].startswith("▶ staging: deployment of ")
    assert "Run: https://github.com/hackathon-todo/deployment/actions/runs/42" in mail.get_content()
    assert [line.split()[0] for line in box.heard_in_the_clear] == ["ehlo", "STARTTLS"]


def test_without_a_channel_nothing_is_sent(hook: Webhook) -> None:
    done = _notify({}, "start", "--strict")
    assert done.exit_code == 0
    assert "No notification sent: neither SLACK_WEBHOOK_URL nor SMTP_HOST is set." in done.output
    assert hook.posted == []


def test_a_webhook_that_fails_does_not_fail_the_deployment_and_its_url_is_not_shown(hook: Webhook) -> None:
    hook.answers = [(403, "invalid_token")] * 9
    done = _notify(_slack(hook), "failure")
    assert done.exit_code == 0
    assert "the webhook refused: invalid_token (403)" in done.output
    assert hook.url not in done.output
    assert "hush" not in done.output
    assert len(hook.answers) == 8


def test_no_log_shows_the_webhooks_url(hook: Webhook, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.NOTSET)
    _notify(_slack(hook), "start")
    assert len(hook.posted) == 1
    assert "hush" not in caplog.text


def test_strict_turns_a_failed_notification_into_exit_code_1(hook: Webhook) -> None:
    hook.answers = [(404, "no_service")]
    assert _notify(_slack(hook), "failure", "--strict").exit_code == 1


def test_a_temporary_failure_is_retried_after_a_pause(hook: Webhook, pauses: list[float]) -> None:
    hook.answers = [(503, ""), (429, "slow down")]
    assert _notify(_slack(hook), "start", "--strict").exit_code == 0
    assert len(hook.posted) == 1
    assert pauses == [1.0, 3.0]


def test_a_lasting_failure_ends_after_three_attempts(hook: Webhook, pauses: list[float]) -> None:
    hook.answers = [(500, "")] * 9
    done = _notify(_slack(hook), "start")
    assert done.exit_code == 0
    assert len(hook.answers) == 6
    assert "Internal Server Error (500)" in done.output


def test_an_unreachable_webhook_is_a_warning() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/services/hush"
        done = _notify({"SLACK_WEBHOOK_URL": url}, "start")
    assert done.exit_code == 0
    assert "the webhook does not answer" in done.output
    assert "hush" not in done.output


@pytest.mark.parametrize(
    "url", ["hooks.slack.com/hush", "http://hooks.slack.com/hush", "https://[hush", "hush"]
)
def test_a_webhook_without_https_is_neither_called_nor_shown(url: str) -> None:
    done = _notify({"SLACK_WEBHOOK_URL": url}, "start")
    assert done.exit_code == 0
    assert "the webhook is not an https:// URL" in done.output
    assert "hush" not in done.output


def test_when_one_channel_fails_the_other_is_still_used(hook: Webhook, box: MailBox) -> None:
    hook.answers = [(404, "no_service")]
    assert _notify({**_slack(hook), **_mail(box)}, "start").exit_code == 0
    assert len(box.mails) == 1


def test_a_server_without_encryption_gets_neither_password_nor_mail(box: MailBox) -> None:
    box.encrypts = False
    done = _notify(_mail(box), "start", "--strict")
    assert done.exit_code == 1
    assert "STARTTLS extension not supported" in done.output
    assert box.mails == []
    assert not any("AUTH" in line for line in box.heard_in_the_clear)


def test_a_server_whose_certificate_is_not_trusted_gets_nothing(box: MailBox, tmp_path: Path) -> None:
    empty = tmp_path / "empty.pem"
    empty.write_text("")
    done = _notify(_mail(box, SSL_CERT_FILE=str(empty)), "start", "--strict")
    assert done.exit_code == 1
    assert "certificate verify failed" in done.output
    assert box.mails == []


def test_a_wrong_password_is_not_retried_and_not_shown(box: MailBox, pauses: list[float]) -> None:
    done = _notify(_mail(box, SMTP_PASSWORD="wrong-hush"), "start", "--strict")
    assert done.exit_code == 1
    assert "535" in done.output
    assert "wrong-hush" not in done.output
    assert pauses == []


def test_a_busy_mail_server_is_retried(box: MailBox, pauses: list[float]) -> None:
    box.refusals = ["451 4.3.0 later"]
    assert _notify(_mail(box), "start", "--strict").exit_code == 0
    assert len(box.mails) == 1
    assert pauses == [1.0]


def test_an_unreachable_mail_server_is_a_warning_after_three_attempts(
    box: MailBox, pauses: list[float]
) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        done = _notify(_mail(box, SMTP_PORT=str(unused.getsockname()[1])), "start")
    assert done.exit_code == 0
    assert "Connection refused" in done.output
    assert pauses == [1.0, 3.0]


def test_an_incomplete_mail_setup_names_what_is_missing(box: MailBox) -> None:
    done = _notify(_mail(box, SMTP_TO=" , ", SMTP_PORT="submission"), "start", "--strict")
    assert done.exit_code == 1
    assert "these are missing or invalid: SMTP_TO, SMTP_PORT" in done.output


@pytest.mark.parametrize("text", ["", "null\n", "[]"])
def test_a_deployment_without_a_record_is_reported_without_one(
    hook: Webhook, tmp_path: Path, text: str
) -> None:
    file = tmp_path / "release.json"
    file.write_text(text)
    assert _notify(_slack(hook), "failure", "--strict", "--release-file", str(file)).exit_code == 0
    assert len(hook.posted) == 1


@pytest.mark.parametrize("text", ["{", '{"id": "x"}', '"text"', "7"])
def test_a_record_that_cannot_be_read_is_a_warning_and_the_message_goes_out(
    hook: Webhook, tmp_path: Path, text: str
) -> None:
    file = tmp_path / "release.json"
    file.write_text(text)
    done = _notify(_slack(hook), "failure", "--release-file", str(file))
    assert done.exit_code == 0
    assert "the release's record cannot be read" in done.output
    assert len(hook.posted) == 1


def test_the_history_of_releases_shows_a_rollback(hook: Webhook, tmp_path: Path) -> None:
    failed = record(Outcome.FAILED, reason="smoke tests failed")
    history = [record(hour=15, rolls_back=failed.id), failed]
    file = tmp_path / "releases.json"
    file.write_text(json.dumps([release.model_dump(mode="json") for release in history]))
    _notify(_slack(hook), "rollback", "--release-file", str(file))
    (text,) = hook.texts
    assert f"which undoes {failed.id}" in text
    assert "smoke tests failed" in text


def test_an_unknown_event_is_refused() -> None:
    assert _notify({}, "party").exit_code == 2

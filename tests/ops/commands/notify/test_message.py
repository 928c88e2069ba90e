import pytest

from ops.commands.notify.message import (
    DeployedCommit,
    Event,
    Notification,
    message,
    pull_request_of,
)
from ops.delivery.releases.release import Outcome, Release
from tests.ops.commands.notify.records import COMMIT, record

RUN = "https://github.com/hackathon-todo/deployment/actions/runs/42"
CHANGE = DeployedCommit(commit=COMMIT, subject="Serve <b>todos</b> & more (#12)", links=(("Run", RUN),))


def _message(event: Event, *releases: Release) -> Notification:
    return message(event, environment="production", change=CHANGE, releases=releases)


def test_a_start_names_the_commit_and_the_environment() -> None:
    text = _message(Event.START)
    assert text.title == "▶ production: deployment of 0123abc started"
    assert text.facts == (("Change", "0123abc Serve <b>todos</b> & more (#12)"),)


def test_a_success_names_the_release_its_duration_and_its_author() -> None:
    text = _message(Event.SUCCESS, record())
    assert text.title == "✔ production: 0123abc is live"
    assert dict(text.facts) == {
        "Change": "0123abc Serve <b>todos</b> & more (#12)",
        "Live now": "20261125T140000Z-0123abc",
        "Images": "todo-backend:1.4.0, todo-frontend@abababababab",
        "Took": "214 s",
        "By": "octocat (workflow run 42)",
    }


def test_a_failure_gives_the_reason_and_claims_nothing_about_the_live_release() -> None:
    text = dict(
        _message(Event.FAILURE, record(Outcome.FAILED, reason="smoke tests failed"), record(hour=9)).facts
    )
    assert text["Failed"] == "20261125T140000Z-0123abc: smoke tests failed"
    assert "Live now" not in text


def test_a_failure_that_was_rolled_back_names_the_live_release() -> None:
    failed = record(Outcome.FAILED, reason="smoke tests failed")
    rollback = record(hour=15, rolls_back=failed.id, commit="9" * 40)
    text = dict(_message(Event.FAILURE, rollback, failed).facts)
    assert text["Failed"].endswith("smoke tests failed")
    assert text["Live now"] == f"20261125T150000Z-0123abc, which undoes {failed.id}"


def test_a_rollback_by_hand_names_what_it_undoes() -> None:
    failed = record(Outcome.PASSED, commit="9" * 40)
    text = _message(Event.ROLLBACK, record(hour=15, rolls_back=failed.id), failed)
    assert text.title == "↩ production: rolled back"
    assert dict(text.facts)["Failed"] == f"{failed.id}: no reason was recorded"


def test_a_refused_deployment_is_not_confused_with_an_earlier_failure() -> None:
    earlier = record(Outcome.FAILED, reason="something else", commit="9" * 40)
    assert dict(_message(Event.FAILURE, earlier).facts) == {
        "Change": "0123abc Serve <b>todos</b> & more (#12)"
    }


def test_a_long_reason_is_cut() -> None:
    text = dict(_message(Event.FAILURE, record(Outcome.FAILED, reason="x" * 5_000)).facts)
    assert len(text["Failed"]) < 1_100


def test_slack_gets_its_markup_with_our_text_escaped() -> None:
    assert _message(Event.START).slack == (
        "*▶ production: deployment of 0123abc started*\n"
        "*Change:* 0123abc Serve &lt;b&gt;todos&lt;/b&gt; &amp; more (#12)\n"
        f"<{RUN}|Run>"
    )


def test_a_mail_gets_plain_text() -> None:
    assert _message(Event.START).plain == (
        "▶ production: deployment of 0123abc started\n\n"
        f"Change: 0123abc Serve <b>todos</b> & more (#12)\nRun: {RUN}\n"
    )


@pytest.mark.parametrize(
    ("subject", "number"),
    [
        ("Serve todos (#12)", 12),
        ("Merge pull request #7 from octocat/todos", 7),
        ("Fix issue #9 at last", None),
        ("", None),
    ],
)
def test_the_pull_request_is_read_from_the_subject_as_github_writes_it(
    subject: str, number: int | None
) -> None:
    assert pull_request_of(subject) == number

import pytest

from ops.commands.notify.message import Change, Event, Message, message, pull_request_of
from ops.delivery.releases.release import Outcome, Release
from tests.ops.commands.notify.records import COMMIT, record

RUN = "https://github.com/hackathon-todo/deployment/actions/runs/42"
CHANGE = Change(commit=COMMIT, subject="Serve <b>todos</b> & more (#12)", links=(("Run", RUN),))


def _message(event: Event, *releases: Release) -> Message:
    return message(event, environment="production", change=CHANGE, releases=releases)


def test_a_start_says_what_is_deployed_where() -> None:
    told = _message(Event.START)
    assert told.title == "▶ production: deployment of 0123abc has begun"
    assert told.facts == (("Change", "0123abc Serve <b>todos</b> & more (#12)"),)


def test_a_success_says_what_is_live_how_long_it_took_and_by_whom() -> None:
    told = _message(Event.SUCCESS, record())
    assert told.title == "✔ production: 0123abc is live"
    assert dict(told.facts) == {
        "Change": "0123abc Serve <b>todos</b> & more (#12)",
        "Live now": "20261125T140000Z-0123abc",
        "Images": "todo-backend:1.4.0, todo-frontend@abababababab",
        "Took": "214 s",
        "By": "octocat (workflow run 42)",
    }


def test_a_failure_says_why_and_claims_nothing_about_what_is_live() -> None:
    told = dict(
        _message(Event.FAILURE, record(Outcome.FAILED, reason="smoke tests failed"), record(hour=9)).facts
    )
    assert told["Failed"] == "20261125T140000Z-0123abc: smoke tests failed"
    assert "Live now" not in told


def test_a_failure_that_was_rolled_back_says_what_is_live_now() -> None:
    failed = record(Outcome.FAILED, reason="smoke tests failed")
    rollback = record(hour=15, rolls_back=failed.id, commit="9" * 40)
    told = dict(_message(Event.FAILURE, rollback, failed).facts)
    assert told["Failed"].endswith("smoke tests failed")
    assert told["Live now"] == f"20261125T150000Z-0123abc, which undoes {failed.id}"


def test_a_rollback_by_hand_names_what_it_undoes() -> None:
    failed = record(Outcome.PASSED, commit="9" * 40)
    told = _message(Event.ROLLBACK, record(hour=15, rolls_back=failed.id), failed)
    assert told.title == "↩ production: rolled back"
    assert dict(told.facts)["Failed"] == f"{failed.id}: no reason was recorded"


def test_a_deployment_that_was_refused_before_its_record_is_not_mixed_up_with_an_earlier_failure() -> None:
    earlier = record(Outcome.FAILED, reason="something else", commit="9" * 40)
    assert dict(_message(Event.FAILURE, earlier).facts) == {
        "Change": "0123abc Serve <b>todos</b> & more (#12)"
    }


def test_a_long_reason_is_cut() -> None:
    told = dict(_message(Event.FAILURE, record(Outcome.FAILED, reason="x" * 5_000)).facts)
    assert len(told["Failed"]) < 1_100


def test_slack_gets_its_own_markup_in_which_nothing_of_ours_is_markup() -> None:
    assert _message(Event.START).slack == (
        "*▶ production: deployment of 0123abc has begun*\n"
        "*Change:* 0123abc Serve &lt;b&gt;todos&lt;/b&gt; &amp; more (#12)\n"
        f"<{RUN}|Run>"
    )


def test_a_mail_gets_plain_text() -> None:
    assert _message(Event.START).plain == (
        "▶ production: deployment of 0123abc has begun\n\n"
        f"Change: 0123abc Serve <b>todos</b> & more (#12)\nRun: {RUN}\n"
    )


@pytest.mark.parametrize(
    ("subject", "number"),
    [
        ("Serve todos (#12)", 12),
        ("Merge pull request #7 from octocat/todos", 7),
        ("Mend issue #9 at last", None),
        ("", None),
    ],
)
def test_the_pull_request_is_read_from_the_subject_as_github_writes_it(
    subject: str, number: int | None
) -> None:
    assert pull_request_of(subject) == number

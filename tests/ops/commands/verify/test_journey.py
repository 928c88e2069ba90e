import socket

import pytest

from ops.clients.application.user import Account, User, throw_away_account
from ops.commands.verify.journey import Journey, StepOutcome, StepVerdict
from tests.ops.commands.verify.application import NOT_SET_UP, Application, running_application

STEPS = ["sign in", "task", "event", "chat", "error", "clean up"]


def journey(application: Application, *, account: Account | None = None) -> dict[str, StepOutcome]:
    with (
        running_application(application) as url,
        User(url, account or throw_away_account()) as user,
    ):
        findings = list(Journey(user, event_seconds=0, pause=lambda _: None).run())
    return {finding.name: finding for finding in findings}


def test_a_good_application_passes_every_step_and_nothing_is_left_behind() -> None:
    application = Application()
    findings = journey(application)
    assert {name: finding.verdict for name, finding in findings.items()} == dict.fromkeys(
        STEPS, StepVerdict.PASSED
    )
    assert findings["error"].request_id == "request-1"
    assert application.tasks == {}
    assert len(application.accounts) == 1


def test_an_account_that_exists_is_used_and_its_own_tasks_stay() -> None:
    application = Application(
        accounts={"ada@example.com": "right"},
        tasks={"own": {"id": "own", "status": "open", "recurrence": None, "series_id": None}},
    )
    account = Account(email="ada@example.com", password="right", existing=True)
    findings = journey(application, account=account)
    assert findings["clean up"].verdict is StepVerdict.PASSED
    assert list(application.tasks) == ["own"]
    assert "POST /api/auth/sign-up/email" not in application.calls


def test_without_a_session_nothing_else_is_tried() -> None:
    account = Account(email="ada@example.com", password="wrong-marker", existing=True)
    findings = journey(Application(), account=account)
    assert list(findings) == ["sign in"]
    assert "HTTP 401 (Invalid email or password), request id request-1" in findings["sign in"].detail
    assert "wrong-marker" not in repr(findings)


def test_an_event_that_does_not_arrive_fails_and_the_rest_goes_on() -> None:
    application = Application(events_flow=False)
    findings = journey(application)
    assert findings["event"].verdict is StepVerdict.FAILED
    assert "no next task" in findings["event"].detail
    assert findings["error"].verdict is StepVerdict.PASSED
    assert application.tasks == {}


def test_a_chat_without_a_key_is_skipped_and_said() -> None:
    findings = journey(Application(wrong={"POST /api/chat": (503, NOT_SET_UP)}))
    assert findings["chat"].verdict is StepVerdict.SKIPPED
    assert "no key for its model" in findings["chat"].detail


@pytest.mark.parametrize(
    ("call", "answer", "step", "detail"),
    [
        ("GET /api/auth/token", (200, {}), "sign in", "/api/auth/token gives no token"),
        ("POST /api/tasks", (500, {"title": "Internal error"}), "task", "HTTP 500 (Internal error)"),
        ("POST /api/tasks", (201, ["x"]), "task", "the answer is no JSON object"),
        ("POST /api/tasks", (201, {}), "task", "the answer has no 'id'"),
        ("POST /api/chat", (503, {"detail": "busy"}), "chat", "HTTP 503 (busy)"),
        ("POST /api/chat", (200, {"reply": " "}), "chat", "the chat answers nothing"),
        ("GET /api/tasks", (502, None), "clean up", "HTTP 502"),
    ],
)
def test_a_wrong_answer_fails_its_step(call: str, answer: tuple[int, object], step: str, detail: str) -> None:
    findings = journey(Application(wrong={call: answer}))
    assert findings[step].verdict is StepVerdict.FAILED
    assert detail in findings[step].detail


def test_an_error_without_a_request_id_fails() -> None:
    findings = journey(Application(request_ids=False))
    assert findings["error"].verdict is StepVerdict.FAILED
    assert "without the header X-Request-ID" in findings["error"].detail


def test_a_server_that_is_not_there_is_a_finding() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        with User(url, throw_away_account()) as user:
            [finding] = Journey(user).run()
    assert finding.detail.startswith("no answer: ")

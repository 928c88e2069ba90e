"""`ops verify` against the real application: frontend, backend, PostgreSQL and a sidecar."""

from ops.commands.verify.journey import Journey, StepVerdict
from ops.clients.application.user import User, throw_away_account
from tests.end_to_end.workload.frontend import Frontend


def test_the_whole_path_passes_and_a_chat_without_a_key_is_skipped(application: Frontend) -> None:
    with User(application.url, throw_away_account()) as user:
        findings = {finding.name: finding for finding in Journey(user).run()}
    chat = findings.pop("chat")
    assert (chat.verdict, "no key for its model" in chat.detail) == (StepVerdict.SKIPPED, True)
    assert {name: finding.verdict for name, finding in findings.items()} == dict.fromkeys(
        ["sign in", "task", "event", "error", "clean up"], StepVerdict.PASSED
    ), findings
    log = application.server.log.parent / "backend" / "backend.log"
    assert findings["error"].request_id in log.read_text()

"""One issue says what has to be moved, and is closed when nothing has."""

from datetime import date

from ops.clients.github.managed_issue import ManagedIssues
from ops.commands.versions.issue import LABEL, settle
from ops.commands.versions.pins import VersionPin
from ops.commands.versions.report import JudgedPin, judge
from tests.ops.clients.github.api import BOT, Api, running_api

NODE = VersionPin(program="Node", version="22", place="here", moved_by="a command")


def judged(today: date) -> list[JudgedPin]:
    return [judge(NODE, today=today)]


def test_an_issue_is_opened_updated_closed_and_opened_again_and_never_doubled() -> None:
    fine, soon, late = judged(date(2026, 11, 28)), judged(date(2027, 4, 1)), judged(date(2027, 6, 1))
    with running_api(Api()) as api:
        issues = ManagedIssues(api.client(), author=BOT, label=LABEL)

        assert settle(issues, fine) == ""
        done = [settle(issues, each).partition(" ")[2] for each in (soon, soon, late, fine, soon)]

        assert done == ["opened", "still says so", "updated", "closed", "opened again"]
        (issue,) = api.issues.values()
        assert issue["state"] == "open"
        assert "Node 22" in issue["body"]
        assert "| Node | 22 | 2027-04-30 (ending) |" in issue["body"]

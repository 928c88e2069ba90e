from datetime import UTC, date, datetime

import pytest

from ops.clients.github.managed_issue import DRIFT, ManagedIssues
from ops.commands.drift.issues import DriftIssues
from ops.commands.drift.report import DriftReport, evaluate
from ops.commands.drift.rules import DriftRule
from ops.common.errors import UserError
from ops.common.hidden_header import hidden_facts, hidden_header
from ops.delivery.planning.changes import read_changes
from ops.delivery.planning.report import PlannedStack, PlanReport, UnplannedStack
from tests.ops.clients.github.api import BOT, Api, Json
from tests.ops.delivery.planning.plans import plan, resource
from tests.support.json_api import Answer, Call

NOW = datetime(2026, 11, 25, 14, 50, tzinfo=UTC)
RUN = "https://github.com/hackathon-todo/deployment/actions/runs/42"
IDENTITY = {"kind": "drift", "environment": "production", "stack": "app"}


def _report(*, size: int | None = None, unseen: str = "", rules: tuple[DriftRule, ...] = ()) -> DriftReport:
    """Drift of `app` to a size; no drift without one; with `unseen`, `app` could not be looked at."""
    changed = resource("a.web", "update", before={"size": 1}, after={"size": size})
    app = read_changes("app", plan(drift=() if size is None else (changed,)))
    stacks: list[PlannedStack | UnplannedStack] = [
        PlannedStack(changes=read_changes("foundation", plan()), fingerprint="f00d"),
        UnplannedStack(name="app", reason=unseen)
        if unseen
        else PlannedStack(changes=app, fingerprint="f00d"),
    ]
    return evaluate(PlanReport(environment="production", commit="abc", stacks=stacks), rules)


def _kept(api: Api, *, author: str = BOT) -> DriftIssues:
    issues = ManagedIssues(api.client(), author=author, label=DRIFT)
    return DriftIssues(issues=issues, environment="production", now=NOW, run=RUN)


def _only(api: Api) -> Json:
    (issue,) = api.issues.values()
    return issue


def test_drift_opens_an_issue_and_makes_its_label(api: Api) -> None:
    assert _kept(api).settle(_report(size=2))["app"] == f"#{_only(api)['number']} opened"
    issue = _only(api)
    assert issue["title"] == "Drift: app of production"
    assert issue["labels"] == [{"name": "drift"}]
    assert hidden_facts(issue["body"]) == IDENTITY
    assert "!     size: 1 -> 2" in issue["body"]
    assert "drift" in api.labels


def test_the_same_drift_again_writes_nothing(api: Api) -> None:
    _kept(api).settle(_report(size=2))
    api.calls.clear()
    assert _kept(api).settle(_report(size=2))["app"].endswith("still says so")
    assert api.writes() == []


def test_other_drift_updates_the_issue(api: Api) -> None:
    _kept(api).settle(_report(size=2))
    assert _kept(api).settle(_report(size=3))["app"].endswith("updated")
    assert "size: 1 -> 3" in _only(api)["body"]


def test_when_the_drift_is_gone_the_issue_is_closed_with_a_comment(api: Api) -> None:
    _kept(api).settle(_report(size=2))
    assert _kept(api).settle(_report())["app"].endswith("closed")
    issue = _only(api)
    assert (issue["state"], issue["state_reason"]) == ("closed", "completed")
    (comment,) = api.comments[issue["number"]]
    assert comment["body"] == f"No drift any more, seen at 2026-11-25 14:50 UTC. [The run]({RUN})"


def test_an_issue_that_is_closed_is_not_closed_again(api: Api) -> None:
    for _ in range(2):
        _kept(api).settle(_report(size=2))
        _kept(api).settle(_report())
    number = _only(api)["number"]
    assert len(api.comments[number]) == 3
    api.calls.clear()
    assert _kept(api).settle(_report())["app"] == ""
    assert api.writes() == []


def test_drift_that_comes_back_opens_the_same_issue_again(api: Api) -> None:
    _kept(api).settle(_report(size=2))
    _kept(api).settle(_report())
    assert _kept(api).settle(_report(size=4))["app"].endswith("opened again")
    issue = _only(api)
    assert issue["state"] == "open"
    assert "size: 1 -> 4" in issue["body"]
    assert api.comments[issue["number"]][-1]["body"].startswith("Drift was found again at 2026-11-25")


@pytest.mark.parametrize("size", [2, None])
def test_a_stack_that_could_not_be_looked_at_opens_and_closes_nothing(api: Api, size: int | None) -> None:
    _kept(api).settle(_report(size=size))
    before = {number: dict(issue) for number, issue in api.issues.items()}
    assert "app" not in _kept(api).settle(_report(unseen="the cluster does not answer"))
    assert api.issues == before


def test_an_issue_that_somebody_else_wrote_with_our_header_is_left_alone(api: Api) -> None:
    theirs = api.add_issue(f"{hidden_header(**IDENTITY)}\nnonsense", by="mallory")
    _kept(api).settle(_report(size=2))
    _kept(api).settle(_report())
    assert theirs["state"] == "open"
    assert theirs["body"].endswith("nonsense")
    assert len(api.issues) == 2


def test_the_issue_is_found_on_a_later_page_and_a_pull_request_is_none(api: Api) -> None:
    api.page = 2
    api.add_issue(hidden_header(**IDENTITY), pull_request={"url": "…"})
    for _ in range(4):
        api.add_issue("another drift")
    ours = api.add_issue(hidden_header(**IDENTITY))
    _kept(api).settle(_report(size=2))
    assert "size: 1 -> 2" in ours["body"]
    assert len(api.issues) == 6


def test_an_open_issue_is_taken_before_a_closed_one(api: Api) -> None:
    ours = api.add_issue(hidden_header(**IDENTITY))
    api.add_issue(hidden_header(**IDENTITY), state="closed")
    _kept(api).settle(_report(size=2))
    assert "size: 1 -> 2" in ours["body"]


def test_an_issue_without_its_label_is_told_because_it_would_be_opened_anew_each_time(api: Api) -> None:
    def drops_the_label(call: Call) -> Answer | None:
        if (call.method, call.path[-7:]) != ("POST", "/issues"):
            return None
        call.body["labels"] = []
        return api.create_issue(call)

    api.respond = [drops_the_label]
    with pytest.raises(UserError, match="without the label 'drift'"):
        _kept(api).settle(_report(size=2))


def test_drift_too_large_for_an_issue_is_cut(api: Api) -> None:
    many = tuple(
        resource(f"a.item{number}", "update", before={"size": "x" * 200}, after={"size": "y" * 200})
        for number in range(400)
    )
    changes = read_changes("app", plan(drift=many))
    stack = PlannedStack(changes=changes, fingerprint="f00d")
    report = evaluate(PlanReport(environment="production", commit="abc", stacks=[stack]), [])
    _kept(api).settle(report)
    body = _only(api)["body"]
    assert len(body) <= 65_536
    assert "400 resources differ" in body
    assert "more lines: see the workflow's run\n```" in body


def test_the_heartbeat_is_one_issue_that_says_when_and_what(api: Api) -> None:
    rule = DriftRule(address="a.renamed", attribute="*", reason="it is expected", until=date(2027, 1, 1))
    kept = _kept(api)
    report = _report(size=2, rules=(rule,))
    kept.beat("drift was found.", report=report, done=kept.settle(report))
    kept.beat("drift was found.", report=report)
    beats = [issue for issue in api.issues.values() if issue["title"] == "Drift detection of production"]
    assert len(beats) == 1
    body = beats[0]["body"]
    assert "last looked at `production` at **2026-11-25 14:50 UTC**: drift was found." in body
    assert "| `app` | 1 resource differs |" in body
    assert "match nothing any more; remove them:\n- `a.renamed` `*`" in body
    assert f"[The run]({RUN})" in body


def test_a_run_that_judged_nothing_keeps_the_time_of_the_last_judgement(api: Api) -> None:
    _kept(api).beat("no drift.", report=_report())
    later = DriftIssues(
        issues=_kept(api).issues, environment="production", now=datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
    )
    later.beat("alice deploys.")
    body = _only(api)["body"]
    assert "at **2026-11-26 03:00 UTC**: alice deploys." in body
    assert "Drift was last judged: 2026-11-25 14:50 UTC." in body


def test_a_heartbeat_that_a_person_closed_stays_closed_and_is_kept_up_to_date(api: Api) -> None:
    _kept(api).beat("no drift.", report=_report())
    _only(api)["state"] = "closed"
    _kept(api).beat("drift was found.", report=_report(size=2))
    assert _only(api)["state"] == "closed"
    assert "drift was found" in _only(api)["body"]


def test_a_stack_that_could_not_be_looked_at_is_in_the_heartbeat_with_the_reason(api: Api) -> None:
    _kept(api).beat("no drift in what could be seen.", report=_report(unseen="dial tcp: no @route\nto host"))
    body = _only(api)["body"]
    assert (
        "`app` **could not be looked at**; its issue stays as it was:\n> dial tcp: no @\u200broute\n" in body
    )

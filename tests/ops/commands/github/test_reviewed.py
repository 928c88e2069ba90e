import pytest

from ops.commands.github.reviewed import (
    EMPTY_PLAN,
    BadCommitError,
    ReviewedPlan,
    ReviewOutdatedError,
    reviewed_plan,
)
from ops.common.errors import ExitCode
from ops.common.hidden_header import hidden_header
from ops.delivery.deployment.gate import NotReviewedError, require_reviewed
from ops.delivery.planning.fingerprint import fingerprint
from tests.ops.clients.github.api import BOT, Api
from tests.ops.commands.github.plans import HEAD, MERGE, OLDER, comment, report
from tests.ops.delivery.planning.plans import plan, resource


def _reviewed(api: Api) -> ReviewedPlan:
    return reviewed_plan(api.client(), commit=MERGE, environment="production", author=BOT)


def test_the_fingerprints_of_the_merged_pull_request_come_back(api: Api) -> None:
    api.add_pull(7, head=HEAD, merged_as=MERGE)
    api.add_comment(7, comment())
    found = _reviewed(api)
    assert found.fingerprints == report().fingerprints
    assert found.pull_request == 7
    assert found.reason == ""
    assert EMPTY_PLAN in found.allowed


def test_without_a_pull_request_only_the_empty_plan_is_allowed(api: Api) -> None:
    found = _reviewed(api)
    assert found.allowed == [EMPTY_PLAN]
    assert "is not the merge of a pull request" in found.reason
    assert "open a pull request from a branch of this repository" in found.reason


@pytest.mark.parametrize("commit", [MERGE[:12], "main", "../../pulls", ""])
def test_a_commit_that_is_not_whole_is_refused_and_not_asked_for(api: Api, commit: str) -> None:
    with pytest.raises(BadCommitError, match="not a full commit SHA"):
        reviewed_plan(api.client(), commit=commit, environment="production", author=BOT)
    assert api.calls == []


def test_an_open_pull_request_with_this_commit_is_no_review(api: Api) -> None:
    api.add_pull(7, head=MERGE)
    api.add_comment(7, comment(commit=MERGE))
    assert _reviewed(api).allowed == [EMPTY_PLAN]


def test_a_merge_into_another_branch_is_no_review(api: Api) -> None:
    base = {"ref": "experiment", "repo": {"default_branch": "main"}}
    api.add_pull(7, head=HEAD, merged_as=MERGE, base=base)
    api.add_comment(7, comment())
    assert _reviewed(api).allowed == [EMPTY_PLAN]


@pytest.mark.parametrize("by", ["mallory", None])
def test_a_comment_that_somebody_else_wrote_with_our_header_is_not_believed(api: Api, by: str | None) -> None:
    api.add_pull(7, head=HEAD, merged_as=MERGE)
    api.add_comment(7, comment(), by=by)
    found = _reviewed(api)
    assert found.allowed == [EMPTY_PLAN]
    assert "github-actions[bot] wrote no plan of production on pull request 7" in found.reason


def test_a_rehearsal_is_no_review_whatever_it_claims(api: Api) -> None:
    api.add_pull(7, head=HEAD, merged_as=MERGE)
    claims = hidden_header(
        kind="rehearsal", environment="production", commit=HEAD, fingerprints={"app": "f" * 16}
    )
    api.add_comment(7, f"{claims}\n{comment()}")
    found = _reviewed(api)
    assert found.allowed == [EMPTY_PLAN]
    assert "only rehearsed: it came from a fork" in found.reason


def test_the_plan_of_another_environment_is_no_review(api: Api) -> None:
    api.add_pull(7, head=HEAD, merged_as=MERGE)
    api.add_comment(7, comment(environment="staging"))
    assert _reviewed(api).allowed == [EMPTY_PLAN]


def test_what_was_pushed_between_review_and_merge_is_refused(api: Api) -> None:
    api.add_pull(7, head=HEAD, merged_as=MERGE)
    api.add_comment(7, comment(commit=OLDER))
    with pytest.raises(ReviewOutdatedError, match="something was pushed in between") as error:
        _reviewed(api)
    assert error.value.exit_code == ExitCode.NOT_REVIEWED
    assert "merged at aaaaaaaaaaaa, but planned and reviewed at bbbbbbbbbbbb" in error.value.what


def test_a_header_with_something_else_than_fingerprints_allows_nothing_by_it(api: Api) -> None:
    api.add_pull(7, head=HEAD, merged_as=MERGE)
    strange = hidden_header(
        kind="plan", environment="production", commit=HEAD, fingerprints={"app": "$(id)", "x": 1}
    )
    api.add_comment(7, strange)
    assert _reviewed(api).allowed == [EMPTY_PLAN]


def test_the_gate_lets_through_what_was_reviewed_and_a_stack_that_is_already_applied(api: Api) -> None:
    api.add_pull(7, head=HEAD, merged_as=MERGE)
    api.add_comment(7, comment())
    reviewed = _reviewed(api).allowed
    planned = plan(resource("a.web", "update", before={"size": 1}, after={"size": 2}))
    require_reviewed("app", reviewed=reviewed, before=planned, release=planned)
    require_reviewed("foundation", reviewed=reviewed, before=plan(), release=plan())


def test_the_gate_refuses_a_main_branch_whose_plan_is_not_the_reviewed_one(api: Api) -> None:
    api.add_pull(7, head=HEAD, merged_as=MERGE)
    api.add_comment(7, comment(size=2))
    other = plan(resource("a.web", "update", before={"size": 1}, after={"size": 5}))
    with pytest.raises(NotReviewedError, match=fingerprint(other)):
        require_reviewed("app", reviewed=_reviewed(api).allowed, before=other, release=other)


def test_without_a_review_the_gate_lets_a_release_through_and_nothing_else(api: Api) -> None:
    reviewed = _reviewed(api).allowed
    image = plan(
        resource(
            "kubernetes_deployment_v1.web",
            "update",
            before={"spec": [{"template": [{"spec": [{"container": [{"image": "app:1"}]}]}]}]},
            after={"spec": [{"template": [{"spec": [{"container": [{"image": "app:2"}]}]}]}]},
        )
    )
    require_reviewed("app", reviewed=reviewed, before=plan(), release=image)
    change = plan(resource("a.web", "update", before={"size": 1}, after={"size": 2}))
    with pytest.raises(NotReviewedError):
        require_reviewed("app", reviewed=reviewed, before=change, release=change)

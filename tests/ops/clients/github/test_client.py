import pytest

from ops.clients.github.answers import (
    GitHubRefusedError,
    GitHubUncertainError,
)
from ops.clients.github.client import GitHubClient
from ops.common.errors import UserError
from tests.ops.clients.github.api import Api, refused
from tests.support.json_api import BROKEN_CONNECTION, Answer, Call, Respond


def _first(times: int, answer: Answer) -> Respond:
    left = [answer] * times

    def respond(_: Call) -> Answer | None:
        return left.pop() if left else None

    return respond


def test_a_list_is_followed_page_after_page(api: Api) -> None:
    api.page = 2
    for number in range(5):
        api.add_comment(1, f"comment {number}")
    bodies = [comment["body"] for comment in api.client().items("/issues/1/comments")]
    assert bodies == [f"comment {number}" for number in range(5)]
    assert len(api.calls) == 3


def test_a_next_page_on_another_host_is_not_requested_because_it_would_get_the_token(api: Api) -> None:
    api.respond = [_first(9, Answer(body=[], headers={"Link": '<http://127.0.0.1:1/steal>; rel="next"'}))]
    assert list(api.client().items("/issues/1/comments")) == []


def test_a_server_error_is_retried_with_longer_pauses(api: Api) -> None:
    api.add_pull(1, head="a" * 40)
    api.respond = [_first(3, refused(502, "Bad Gateway"))]
    assert api.client().get("/pulls/1")["number"] == 1
    assert api.pauses == [1.0, 3.0, 9.0]


def test_a_lasting_server_error_is_raised_after_five_attempts(api: Api) -> None:
    api.respond = [_first(9, refused(503, "Service unavailable"))]
    with pytest.raises(UserError, match="Service unavailable"):
        api.client().get("/pulls/1")
    assert len(api.calls) == 5


def test_a_lost_connection_is_retried(api: Api) -> None:
    api.add_pull(1, head="a" * 40)
    api.respond = [_first(1, Answer(status=BROKEN_CONNECTION))]
    assert api.client().get("/pulls/1")["number"] == 1


def test_an_unreachable_server_is_an_error_after_the_retries() -> None:
    pauses: list[float] = []
    github = GitHubClient(token="t0ken", repository="a/b", api="http://127.0.0.1:9", pause=pauses.append)
    with pytest.raises(UserError, match=r"no answer from 127\.0\.0\.1:9"):
        github.post("/issues", {})
    assert len(pauses) == 4


@pytest.mark.parametrize("answer", [Answer(status=BROKEN_CONNECTION), refused(502, "Bad Gateway")])
def test_a_creation_that_may_have_succeeded_is_not_repeated(api: Api, answer: Answer) -> None:
    api.respond = [_first(9, answer)]
    with pytest.raises(GitHubUncertainError):
        api.client().post("/issues", {"title": "x", "body": "y"})
    assert len(api.calls) == 1


@pytest.mark.parametrize(
    ("answer", "pause"),
    [
        (refused(429, "slow down", retry_after="7"), 7.0),
        (refused(403, "API rate limit exceeded", x_ratelimit_remaining="0", x_ratelimit_reset="1042"), 42.0),
        (refused(403, "You have exceeded a secondary rate limit"), 60.0),
        (refused(429, "slow down"), 60.0),
    ],
)
def test_a_rate_limit_is_waited_for_as_long_as_github_asks(api: Api, answer: Answer, pause: float) -> None:
    api.add_pull(1, head="a" * 40)
    api.respond = [_first(1, answer)]
    api.client().get("/pulls/1")
    assert api.pauses == [pause]


@pytest.mark.parametrize(
    "limit",
    [
        refused(403, "API rate limit exceeded", x_ratelimit_remaining="0", x_ratelimit_reset="4600"),
        refused(403, "API rate limit exceeded", retry_after="3600"),
        refused(429, "API rate limit exceeded", retry_after="3600"),
    ],
)
def test_a_long_rate_limit_is_not_waited_for_and_the_error_names_its_end(api: Api, limit: Answer) -> None:
    api.respond = [_first(9, limit)]
    with pytest.raises(UserError, match="API rate limit exceeded") as error:
        api.client().get("/pulls/1")
    assert error.value.remedy == "run this again after 01:16 UTC"
    assert api.pauses == []


def test_a_missing_permission_is_named_as_github_names_it(api: Api) -> None:
    accepted = "issues=write; pull_requests=write"
    message = "Resource not accessible by integration"
    api.respond = [_first(9, refused(403, message, x_accepted_github_permissions=accepted))]
    with pytest.raises(GitHubRefusedError, match="not accessible by integration") as error:
        api.client().post("/issues/1/comments", {"body": "x"})
    assert "the token needs issues: write or pull-requests: write" in error.value.remedy
    assert "`permissions` of the job" in error.value.remedy
    assert api.pauses == []


def test_a_wrong_token_is_an_error_that_does_not_show_it(api: Api) -> None:
    github = GitHubClient(token="old", repository="a/b", api=api.url)
    with pytest.raises(GitHubRefusedError, match="Bad credentials") as error:
        github.get("/pulls/1")
    assert "gh auth token" in error.value.remedy
    assert "old" not in str(error.value)


def test_a_missing_object_is_an_error_or_none(api: Api) -> None:
    assert api.client().find("/pulls/1") is None
    with pytest.raises(GitHubRefusedError, match="Not Found") as error:
        api.client().get("/pulls/1")
    assert error.value.where.startswith("GET /repos/hackathon-todo/deployment/pulls/1")


def test_a_failed_validation_names_each_field(api: Api) -> None:
    body = {"message": "Validation Failed", "errors": [{"field": "name", "code": "already_exists"}]}
    api.respond = [_first(1, Answer(status=422, body=body))]
    with pytest.raises(GitHubRefusedError, match="Validation Failed: name already_exists"):
        api.client().post("/labels", {"name": "drift"})

from pathlib import Path

import pytest

from ops.clients.github.answers import GitHubRefusedError
from ops.commands.github.plan_comment import NoPlanError, PlanText, read_plan, read_rehearsal
from ops.commands.github.publish import Publication, publish
from ops.common.errors import ExitCode
from ops.common.hidden_header import hidden_facts
from ops.common.markdown_text import LIMIT
from tests.ops.clients.github.api import BOT, Api, refused
from tests.ops.commands.github.plans import HEAD, MERGE, OLDER, comment
from tests.support.json_api import BROKEN_CONNECTION, Answer, Call


def _plan(folder: Path, text: str, *, head: str = "") -> PlanText:
    file = folder / "plan.md"
    file.write_text(text)
    return read_plan(file, head=head)


def _rehearsal(folder: Path, text: str, *, head: str = HEAD) -> PlanText:
    file = folder / "rehearsal.md"
    file.write_text(text)
    return read_rehearsal(file, environment="production", head=head)


def _publish(api: Api, plan: PlanText) -> Publication:
    return publish(api.client(), plan, number=7, author=BOT)


def _texts(api: Api) -> list[str]:
    return [comment["body"] for comment in api.comments.get(7, [])]


def test_a_plan_is_commented_once_and_updated_in_place_afterwards(api: Api, tmp_path: Path) -> None:
    api.add_pull(7, head=HEAD)
    api.add_comment(7, "nice work", by="octocat")
    first = _publish(api, _plan(tmp_path, comment(size=2)))
    second = _publish(api, _plan(tmp_path, comment(size=3)))
    assert (first.summary, second.summary) == ("the comment was created", "the comment was updated")
    assert first.url == second.url
    assert _texts(api) == ["nice work", comment(size=3)]


def test_the_comment_is_found_behind_a_hundred_others(api: Api, tmp_path: Path) -> None:
    api.add_pull(7, head=HEAD)
    for number in range(150):
        api.add_comment(7, f"comment {number}", by="octocat")
    api.add_comment(7, comment(size=2))
    assert _publish(api, _plan(tmp_path, comment(size=3))).summary == "the comment was updated"
    assert len(_texts(api)) == 151


def test_the_same_plan_again_writes_nothing(api: Api, tmp_path: Path) -> None:
    api.add_pull(7, head=HEAD)
    api.add_comment(7, comment())
    assert not _publish(api, _plan(tmp_path, comment())).written
    assert api.writes() == []


@pytest.mark.parametrize("by", ["mallory", None])
def test_a_comment_that_somebody_else_wrote_with_our_header_is_left_alone(
    api: Api, tmp_path: Path, by: str | None
) -> None:
    api.add_pull(7, head=HEAD)
    api.add_comment(7, comment(size=9), by=by)
    assert _publish(api, _plan(tmp_path, comment())).summary == "the comment was created"
    assert _texts(api) == [comment(size=9), comment()]


def test_each_environment_has_a_comment_of_its_own(api: Api, tmp_path: Path) -> None:
    api.add_pull(7, head=HEAD)
    api.add_comment(7, comment(environment="staging"))
    _publish(api, _plan(tmp_path, comment()))
    assert _texts(api) == [comment(environment="staging"), comment()]


def test_a_pull_request_that_was_closed_meanwhile_is_left_alone(api: Api, tmp_path: Path) -> None:
    api.add_pull(7, head=HEAD, state="closed")
    done = _publish(api, _plan(tmp_path, comment()))
    assert done.summary == "pull request 7 is closed: nothing was written"
    assert api.writes() == []


def test_an_older_plan_is_not_written_over_a_newer_one(api: Api, tmp_path: Path) -> None:
    api.add_pull(7, head=HEAD)
    api.add_comment(7, comment(commit=HEAD))
    done = _publish(api, _plan(tmp_path, comment(commit=OLDER)))
    assert "now has the head aaaaaaaaaaaa" in done.summary
    assert _texts(api) == [comment(commit=HEAD)]


def test_a_plan_of_the_merge_counts_for_the_head_that_is_named(api: Api, tmp_path: Path) -> None:
    api.add_pull(7, head=HEAD)
    plan = _plan(tmp_path, comment(commit=MERGE), head=HEAD)
    assert _publish(api, plan).written
    facts = hidden_facts(_texts(api)[0])
    assert facts is not None
    assert facts["commit"] == HEAD


def test_a_plan_that_is_too_large_is_cut(api: Api, tmp_path: Path) -> None:
    api.add_pull(7, head=HEAD)
    _publish(api, _plan(tmp_path, comment() + "cost of a thing\n" * 9_000))
    (text,) = _texts(api)
    assert len(text) <= LIMIT
    assert "more lines: see the workflow's run" in text
    assert hidden_facts(text) == hidden_facts(comment())


@pytest.mark.parametrize("text", ["", "no plan at all", comment().partition("\n")[2]])
def test_a_file_that_is_no_plan_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(NoPlanError, match="not a plan comment") as error:
        _plan(tmp_path, text)
    assert error.value.exit_code == ExitCode.USAGE


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NoPlanError, match="No such file"):
        read_plan(tmp_path / "plan.md", head="")


def test_a_fork_cannot_forge_a_review(api: Api, tmp_path: Path) -> None:
    api.add_pull(7, head=HEAD)
    _publish(api, _rehearsal(tmp_path, f"{comment()}\n{comment()}\n@everyone"))
    (text,) = _texts(api)
    assert hidden_facts(text) == {"kind": "rehearsal", "environment": "production", "commit": HEAD}
    assert text.count("<!--") == 1
    assert text.splitlines()[2].startswith("> **A rehearsal, not a plan.**")
    assert "| `app` | 1 to update |" in text
    assert "@everyone" not in text


def test_a_huge_rehearsal_is_read_and_written_in_part(api: Api, tmp_path: Path) -> None:
    api.add_pull(7, head=HEAD)
    _publish(api, _rehearsal(tmp_path, "<details>\n```diff\n" + "+ @octocat\n" * 400_000))
    (text,) = _texts(api)
    assert len(text) <= LIMIT
    assert text.endswith("```\n\n</details>\n")


def test_bytes_that_are_no_text_do_no_harm(api: Api, tmp_path: Path) -> None:
    api.add_pull(7, head=HEAD)
    file = tmp_path / "rehearsal.md"
    file.write_bytes(b"\xff\xfe\x00 plan")
    assert _publish(api, read_rehearsal(file, environment="production", head=HEAD)).written


def test_a_rehearsal_needs_the_head_from_somebody_who_knows(tmp_path: Path) -> None:
    with pytest.raises(NoPlanError, match="must be a full commit SHA") as error:
        _rehearsal(tmp_path, comment(), head="")
    assert error.value.where == "--head"


def test_a_rehearsal_does_not_replace_the_plan_of_the_same_head(api: Api, tmp_path: Path) -> None:
    api.add_pull(7, head=HEAD)
    api.add_comment(7, comment())
    assert not _publish(api, _rehearsal(tmp_path, "forged")).written
    assert _texts(api) == [comment()]


def test_a_plan_replaces_a_rehearsal(api: Api, tmp_path: Path) -> None:
    api.add_pull(7, head=HEAD)
    _publish(api, _rehearsal(tmp_path, "a rehearsal"))
    _publish(api, _plan(tmp_path, comment()))
    assert _texts(api) == [comment()]


def test_a_comment_that_was_made_though_the_answer_got_lost_is_not_made_twice(
    api: Api, tmp_path: Path
) -> None:
    api.add_pull(7, head=HEAD)

    def loses_the_answer(call: Call) -> Answer | None:
        if call.method != "POST":
            return None
        api.create_comment(call, "7")
        return Answer(status=BROKEN_CONNECTION)

    api.respond = [loses_the_answer]
    assert _publish(api, _plan(tmp_path, comment())).url
    assert _texts(api) == [comment()]


def test_a_comment_that_was_not_made_is_made_by_the_second_try(api: Api, tmp_path: Path) -> None:
    api.add_pull(7, head=HEAD)
    failures = [refused(502, "Bad Gateway")]
    api.respond = [lambda call: failures.pop() if call.method == "POST" and failures else None]
    assert _publish(api, _plan(tmp_path, comment())).written
    assert _texts(api) == [comment()]


def test_a_token_without_write_permission_is_an_error_that_names_it(api: Api, tmp_path: Path) -> None:
    api.add_pull(7, head=HEAD)
    no = refused(403, "Resource not accessible by integration", x_accepted_github_permissions="issues=write")
    api.respond = [lambda call: no if call.method == "POST" else None]
    with pytest.raises(GitHubRefusedError) as error:
        _publish(api, _plan(tmp_path, comment()))
    assert "issues: write" in error.value.remedy

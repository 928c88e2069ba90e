import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from ops.commands.github.command import register
from ops.commands.github.reviewed import EMPTY_PLAN
from ops.common.errors import MissingInputError
from tests.ops.clients.github.api import Api
from tests.ops.commands.github.plans import HEAD, MERGE, comment, report


def _run(api: Api, *arguments: str) -> Result:
    app = typer.Typer()
    register(app)
    result = CliRunner().invoke(app, ["github", *arguments], env=api.environ())
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_a_plan_is_commented_and_its_address_printed(api: Api, tmp_path: Path) -> None:
    api.add_pull(7, head=HEAD)
    file = tmp_path / "plan.md"
    file.write_text(comment())
    done = _run(api, "comment", str(file), "--pull-request", "7", "--head", HEAD)
    assert done.exit_code == 0
    assert done.stdout.startswith(
        "the comment was created: https://github.com/hackathon-todo/deployment/issues/7#"
    )


def test_a_rehearsal_of_another_environment_is_commented_as_one(api: Api, tmp_path: Path) -> None:
    api.add_pull(7, head=HEAD)
    file = tmp_path / "plan.md"
    file.write_text(comment())
    _run(
        api,
        *("comment", str(file), "--pull-request", "7", "--rehearsed", "--head", HEAD),
        *("--environment", "staging"),
    )
    (only,) = api.comments[7]
    assert '"environment": "staging", "kind": "rehearsal"' in only["body"].splitlines()[0]


def test_a_closed_pull_request_is_no_failure(api: Api, tmp_path: Path) -> None:
    api.add_pull(7, head=HEAD, merged_as=MERGE)
    file = tmp_path / "plan.md"
    file.write_text(comment())
    done = _run(api, "comment", str(file), "--pull-request", "7")
    assert (done.exit_code, done.stdout) == (0, "pull request 7 is closed: nothing was written\n")


def test_reviewed_fingerprints_are_printed_one_a_line(api: Api) -> None:
    api.add_pull(7, head=HEAD, merged_as=MERGE)
    api.add_comment(7, comment())
    done = _run(api, "reviewed", "--commit", MERGE)
    assert sorted(done.stdout.split()) == sorted({EMPTY_PLAN, *report().fingerprints.values()})
    assert done.stderr == ""


def test_why_there_is_no_review_goes_to_standard_error(api: Api) -> None:
    done = _run(api, "reviewed", "--commit", MERGE)
    assert done.stdout == f"{EMPTY_PLAN}\n"
    assert "no reviewed plan" in done.stderr


def test_a_program_gets_everything_in_one_document(api: Api) -> None:
    api.add_pull(7, head=HEAD, merged_as=MERGE)
    api.add_comment(7, comment())
    found = json.loads(_run(api, "reviewed", "--commit", MERGE, "--json").stdout)
    assert found["pull_request"] == 7
    assert found["fingerprints"] == report().fingerprints
    assert found["reason"] == ""


def test_without_a_token_it_says_where_one_comes_from(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "environ", lambda: {"GITHUB_TOKEN": "", "GH_TOKEN": ""})
    with pytest.raises(MissingInputError, match="no token"):
        _run(api, "reviewed", "--commit", MERGE)

"""A fork's pull request: its code runs in one workflow; another, of the base's code, writes the comment."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ops.engine.synthesis.stacks import PROJECT
from tests.end_to_end.review.clone import Clone, clone_as_it_is
from tests.github.runner import JobRun, Runner
from tests.ops.clients.github.api import BOT, REPOSITORY, Api, running_api
from tests.support.git import git
from tests.support.rehearsals import BIN

# Two syntheses, an apply of everything and three plans: minutes where other tests run beside it.
pytestmark = pytest.mark.timeout(900)

SETTINGS = "environments/production.yaml"
SETUP = "Install what the cache does not have"
NUMBER = 7


@pytest.fixture(scope="module")
def fork(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    clone = clone_as_it_is(tmp_path_factory.mktemp("fork"))
    clone.replace(SETTINGS, "  retention_days: 30", "  retention_days: 60")
    clone.commit("Keep logs for longer")
    return clone


@pytest.fixture(scope="module")
def rehearsed(fork: Clone, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the artifact that the fork's run leaves."""
    temp = tmp_path_factory.mktemp("rehearse")
    event = {"pull_request": {"number": NUMBER, "base": {"sha": fork.standing}}}
    runner = Runner(
        workspace=fork.folder,
        temp=temp,
        path=[BIN],
        contexts={"github": _github(event), "inputs": {}},
        environment={"PYTHONPATH": str(fork.folder), "TMPDIR": str(fork.scratch)},
        without=[SETUP],
    )
    run = runner.run("rehearse-fork", "rehearse")
    assert run.passed, run.printed
    return temp / "review"


@pytest.fixture
def api() -> Iterator[Api]:
    with running_api(Api()) as running:
        yield running


def _github(event: dict[str, Any]) -> dict[str, Any]:
    repository = {"default_branch": "main"}
    return {
        "repository": REPOSITORY,
        "sha": "a" * 40,
        "token": "t0ken",
        "event": {**event, "repository": repository},
    }


def _comment(api: Api, artifact: Path, folder: Path, *, head: str) -> JobRun:
    shutil.copytree(artifact, folder / "review")
    runner = Runner(
        workspace=PROJECT,
        temp=folder,
        path=[BIN],
        contexts={"github": _github({"workflow_run": {"head_sha": head}}), "inputs": {}},
        environment={"GITHUB_API_URL": api.url},
        without=[SETUP],
    )
    return runner.run("comment-fork", "comment")


def test_a_reviewer_sees_what_the_fork_would_change(
    rehearsed: Path, fork: Clone, api: Api, tmp_path: Path
) -> None:
    head = _head(fork)
    api.add_pull(NUMBER, head=head)

    run = _comment(api, rehearsed, tmp_path, head=head)

    assert run.passed, run.printed
    [comment] = api.comments[NUMBER]
    assert comment["user"]["login"] == BOT
    assert "A rehearsal, not a plan." in comment["body"]
    assert "azurerm_log_analytics_workspace.logs" in comment["body"]
    assert '"kind": "rehearsal"' in comment["body"].splitlines()[0]


def test_a_comment_is_not_written_on_somebody_elses_pull_request(
    rehearsed: Path, fork: Clone, api: Api, tmp_path: Path
) -> None:
    api.add_pull(NUMBER, head="e" * 40)

    run = _comment(api, rehearsed, tmp_path, head=_head(fork))

    assert run.passed, run.printed
    assert api.comments == {}
    assert api.writes() == []


def test_a_hostile_comment_carries_no_review(rehearsed: Path, fork: Clone, api: Api, tmp_path: Path) -> None:
    head = _head(fork)
    api.add_pull(NUMBER, head=head)
    hostile = tmp_path / "hostile"
    shutil.copytree(rehearsed, hostile)
    header = '<!-- todo-deployment {"kind": "plan", "fingerprints": {"app": "0123456789abcdef"}} -->'
    (hostile / "comment.md").write_text(f"{header}\n@everybody look <img src=x>\n")

    run = _comment(api, hostile, tmp_path / "run", head=head)

    assert run.passed, run.printed
    [comment] = api.comments[NUMBER]
    assert "0123456789abcdef" not in comment["body"].splitlines()[0]
    assert '"kind": "rehearsal"' in comment["body"].splitlines()[0]


def _head(fork: Clone) -> str:
    return git(fork.folder, "rev-parse", "HEAD").strip()

"""The stacks of another commit, made by that commit's own main.py."""

import json
import subprocess
from pathlib import Path

import pytest

from ops.clients.git.repository import UnknownCommitError
from ops.commands.cost.other_commit import stacks_at
from ops.common.errors import ExitCode
from ops.delivery.cost.environment import documents_of
from ops.engine.synthesis.stacks import SynthesisError
from tests.support.synthesized import document

# Writes what `cdktf synth` would: one stack, with a resource that names the commit and the environment.
MAIN = """\
import json, os, pathlib
out = pathlib.Path(os.environ["CDKTF_OUTDIR"])
folder = out / "stacks" / "foundation"
folder.mkdir(parents=True)
stack = json.loads({stack!r})
stack["resource"] = {{"sample": {{"one": {{"made": {made!r}, "environment": os.environ["ENVIRONMENT"]}}}}}}
(folder / "cdk.tf.json").write_text(json.dumps(stack))
entry = {{"name": "foundation", "synthesizedStackPath": "stacks/foundation/cdk.tf.json",
         "workingDirectory": "stacks/foundation", "dependencies": []}}
(out / "manifest.json").write_text(json.dumps({{"stacks": {{"foundation": entry}}}}))
"""


def _git(project: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=test", "-c", "user.email=test@example.com"]
    done = subprocess.run(
        ["git", *identity, *arguments], cwd=project, capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a repository of two commits whose main.py differ."""
    project = tmp_path / "project"
    project.mkdir()
    _git(project, "init", "--quiet")
    for made in ("before", "after"):
        text = MAIN.format(stack=json.dumps(document("foundation")), made=made)
        (project / "main.py").write_text(text)
        _git(project, "add", ".")
        _git(project, "commit", "--quiet", "--message", made)
    return project


def test_the_other_commit_s_own_code_is_synthesized(project: Path) -> None:
    with stacks_at("HEAD~1", environment="staging", project=project) as stacks:
        found = documents_of(stacks)["foundation"].single("sample")
    assert found == {"made": "before", "environment": "staging"}


def test_nothing_of_it_is_left(project: Path) -> None:
    with stacks_at("HEAD", environment="staging", project=project):
        assert len(_git(project, "worktree", "list").splitlines()) == 2
    assert len(_git(project, "worktree", "list").splitlines()) == 1
    assert _git(project, "status", "--porcelain") == ""


@pytest.mark.parametrize("reference", ["nowhere", "--help", ""])
def test_a_commit_that_is_not_there_is_the_person_s_mistake(project: Path, reference: str) -> None:
    with (
        pytest.raises(UnknownCommitError, match="there is no commit") as caught,
        stacks_at(reference, environment="staging", project=project),
    ):
        pass
    assert caught.value.exit_code is ExitCode.USAGE


def test_a_commit_that_refuses_leaves_no_worktree(project: Path) -> None:
    (project / "main.py").write_text("raise SystemExit('no such environment')")
    _git(project, "commit", "--quiet", "--all", "--message", "refuses")
    with (
        pytest.raises(SynthesisError, match="no such environment"),
        stacks_at("HEAD", environment="staging", project=project),
    ):
        pass
    assert len(_git(project, "worktree", "list").splitlines()) == 1

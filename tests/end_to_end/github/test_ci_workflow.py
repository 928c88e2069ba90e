"""The jobs of `ci` that do more than call a target of the Makefile which other tests call."""

from pathlib import Path
from typing import Any

import pytest

from ops.engine.synthesis.stacks import PROJECT
from rehearsal.common.home import Home
from tests.end_to_end.review.clone import clone_as_it_is
from tests.github.runner import Runner
from tests.ops.clients.github.api import REPOSITORY

# Six syntheses; an apply and a destruction of everything.
pytestmark = pytest.mark.timeout(900)

SETUP = "Install what is not there yet"


def _contexts(event: dict[str, Any]) -> dict[str, Any]:
    github = {"repository": REPOSITORY, "sha": "a" * 40, "event": event}
    return {"github": github, "inputs": {}}


def test_a_reviewer_finds_what_changes_in_the_synthesized_stacks(tmp_path: Path) -> None:
    clone = clone_as_it_is(tmp_path)
    (clone.folder / ".venv").symlink_to(PROJECT / ".venv")
    clone.replace("environments/production.yaml", "  retention_days: 30", "  retention_days: 60")
    clone.commit("Keep logs for longer")
    runner = Runner(
        workspace=clone.folder,
        temp=tmp_path / "runner",
        contexts=_contexts({"pull_request": {"base": {"sha": clone.standing}}}),
        without=[SETUP],
    )

    run = runner.run("ci", "synthesized")

    assert run.passed, run.printed
    found = (tmp_path / "runner" / "synthesized" / "synthesized.diff").read_text()
    assert '-        "retention_in_days": 30,' in found
    assert '+        "retention_in_days": 60,' in found
    assert "base/production/stacks/foundation/cdk.tf.json" in found
    assert "staging" not in found
    assert "2 lines differ" in run.summary
    assert clone.left_behind() == []


def test_the_whole_deployment_is_rehearsed_and_nothing_is_left(tmp_path: Path) -> None:
    home = Home(root=tmp_path / "rehearsal")
    runner = Runner(
        workspace=PROJECT,
        temp=tmp_path / "runner",
        contexts=_contexts({}),
        environment={"REHEARSAL_HOME": str(home.root)},
    )

    run = runner.run("ci", "rehearsal")

    assert run.passed, run.printed
    assert "no changes in 3 stacks" in run.step("make rehearse").printed
    assert run.step("make rehearse-down").code == 0

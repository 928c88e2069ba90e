"""OpenTofu in place of Terraform: a rehearsal's whole day, a review, and states that change the engine.

One rehearsal serves most tests, in their order: each begins where the one before has left it. No `terraform`
is on its PATH.
"""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ops.common.errors import ExitCode
from ops.engine.synthesis.stacks import PROJECT
from ops.engine.terraform.engine import SHIM_NAME
from rehearsal.common.home import Home
from tests.end_to_end.review.clone import clone_as_it_is
from tests.support.rehearsals import BIN, Rehearsal, applied_rehearsal, rehearsal
from tools.components.go_programs import PROGRAMS, program

# Whole deployments: minutes where other tests run beside it.
pytestmark = pytest.mark.timeout(600)

TITLE = f"OpenTofu {PROGRAMS['tofu'].version}"
SERVICE = ("kubernetes_service_v1", "todo-backend", "spec.0.type", "NodePort")


@pytest.fixture(scope="module")
def tofu() -> Path:
    return program("tofu")


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory, tofu: Path) -> Iterator[Rehearsal]:
    """Yield a rehearsal that finds `tofu` and no `terraform` on its PATH."""
    with rehearsal(tmp_path_factory.mktemp("opentofu"), tofu) as made:
        yield made


def _run(day: Rehearsal, command: str, *, code: int = 0) -> subprocess.CompletedProcess[str]:
    """Run a command by hand; the other engine is in none of its messages."""
    done = day.by_hand(f"{command} || exit $?")
    assert done.returncode == code, done.stdout + done.stderr
    assert not re.search(r"\bterraform\b(?! state| show)", done.stdout + done.stderr, re.IGNORECASE)
    return done


def _releases(day: Rehearsal) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(_run(day, "ops releases --json").stdout)
    return found


def test_a_rehearsal_is_applied_by_opentofu_and_a_second_plan_is_empty(day: Rehearsal) -> None:
    done = day.rehearse("up")
    assert done.returncode == 0, done.stdout + done.stderr
    order = [line.split()[1] for line in done.stdout.splitlines() if line.lstrip().startswith("✓")]
    assert order[-4:] == ["foundation", "addons", "app", "Second"]
    assert "no changes in 3 stacks" in done.stdout
    assert TITLE in done.stdout
    assert "Terraform" not in done.stdout


def test_the_cdktf_cli_deploys_with_opentofu_by_its_name(day: Rehearsal) -> None:
    done = day.by_hand("TERRAFORM_BINARY_NAME=tofu cdktf deploy foundation app --auto-approve")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("Apply complete!") == 2
    assert "OpenTofu" in done.stdout


def test_drift_is_reported_and_planned_back_and_only_the_reviewed_plan_is_deployed(
    day: Rehearsal, tmp_path: Path
) -> None:
    assert day.rehearse("cloud", "set", *SERVICE).returncode == 0
    drift = json.loads(_run(day, "ops drift --json", code=ExitCode.DRIFT).stdout)
    found = [change["address"] for stack in drift["stacks"] for change in stack["found"]]
    assert found == ["kubernetes_service_v1.todo_backend_service"]

    comment = tmp_path / "plan.md"
    planned = _run(day, f"ops plan app --json --markdown {comment}")
    reviewed = json.loads(planned.stdout)["fingerprints"]["app"]
    text = comment.read_text()
    assert "spec.type: NodePort -> ClusterIP" in text
    assert "<b>app</b>: changed outside OpenTofu (1)" in text
    assert "Terraform" not in text

    deploy = "ops deploy app --image-tag second --reviewed"
    refused = _run(day, f"{deploy} 0000000000000000", code=ExitCode.NOT_REVIEWED)
    assert "the reviewed fingerprint is 0000000000000000" in refused.stderr
    _run(day, f"{deploy} {reviewed}")
    assert _releases(day)[0]["images"]["backend_image"].endswith(":second")


def test_a_rollback_applies_the_recorded_stack_of_the_release_before(day: Rehearsal) -> None:
    second, first, *_ = _releases(day)
    assert second["images"] != first["images"]
    _run(day, "ops rollback --yes")
    newest = _releases(day)[0]
    assert (newest["outcome"], newest["images"]) == ("passed", first["images"])


def test_a_review_of_a_commit_runs_with_opentofu(tmp_path: Path, tofu: Path) -> None:
    clone = clone_as_it_is(tmp_path)
    clone.replace("environments/budget.yaml", "  retention_days: 30", "  retention_days: 60")
    clone.commit("Keep the logs longer")
    comment = tmp_path / "comment.md"
    arguments = ("--environment", "budget", "--base", "HEAD~1", "--markdown", str(comment))
    done = clone.review(*arguments, TERRAFORM_BINARY_NAME=str(tofu))
    assert done.returncode == 0, done.stdout + done.stderr
    assert TITLE in done.stdout + done.stderr
    assert "!     retention_in_days: 30 -> 60\n" in comment.read_text()
    assert "Terraform" not in comment.read_text()
    assert clone.left_behind() == []


def test_opentofu_plans_no_change_of_what_terraform_has_applied(
    tmp_path: Path, applied: Home, tofu: Path
) -> None:
    with applied_rehearsal(tmp_path, applied, tofu) as made:
        planned = json.loads(_run(made, "ops plan --json").stdout)
        assert [stack["changes"]["planned"] for stack in planned["stacks"]] == [[], [], []]
        # The control: it looks at the cloud.
        assert made.rehearse("cloud", "set", *SERVICE).returncode == 0
        changed = json.loads(_run(made, "ops plan app --json").stdout)
        assert [len(stack["changes"]["planned"]) for stack in changed["stacks"]] == [1]


@pytest.mark.parametrize(
    "command",
    [
        "ops plan app",
        "ops deploy app --yes",
        "ops drift",
        "ops recover app",
        "ops cleanup --confirm production",
    ],
)
def test_terraform_refuses_by_name_what_opentofu_has_applied(day: Rehearsal, command: str) -> None:
    refused = day.by_hand(f"export TERRAFORM_BINARY_NAME={BIN / SHIM_NAME}; {command}")
    assert refused.returncode == ExitCode.FAILED, refused.stdout + refused.stderr
    said = " ".join(refused.stderr.split())
    assert re.search("OpenTofu has applied the state of (foundation|app)", said), said
    assert "export TERRAFORM_BINARY_NAME=tofu" in said


def test_the_page_goes_back_to_terraform_without_a_change(day: Rehearsal) -> None:
    page = (PROJECT / "docs" / "development" / "opentofu.md").read_text()
    [way_back] = re.findall(r"^```bash\n(.+?)^ops plan\n```$", page, re.MULTILINE | re.DOTALL)
    done = day.by_hand(f"{way_back}export TERRAFORM_BINARY_NAME={BIN / SHIM_NAME}; ops plan --json")
    assert done.returncode == 0, done.stdout + done.stderr
    document = json.loads(done.stdout[done.stdout.index("\n{") :])
    assert [stack["changes"]["planned"] for stack in document["stacks"]] == [[], [], []]

"""A pull request from a fork, reviewed without credentials, in a clone with one commit on top."""

import json
import re
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from ops.common.errors import ExitCode
from tests.end_to_end.review.clone import Clone, clone_as_it_is
from tests.support.git import git

# Two syntheses, an apply of everything and three plans: minutes where other tests run beside it.
pytestmark = pytest.mark.timeout(600)

SETTINGS = "environments/production.yaml"
BACKEND = """  backend:
    resources:
      requests: { cpu: 250m, memory: 256Mi }
      limits: { cpu: 500m, memory: %s }
"""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    return clone_as_it_is(tmp_path_factory.mktemp("review"))


@pytest.fixture
def clone(shared: Clone) -> Clone:
    """Return the clone as it is before a test's own commits."""
    git(shared.folder, "checkout", "--quiet", "--force", "--detach", shared.standing)
    return shared


def _changed(report: dict[str, Any]) -> dict[str, list[str]]:
    """Return what a report changes, as `action address`, by stack."""
    return {
        stack["changes"]["stack"]: [
            f"{change['action']} {change['address']}" for change in stack["changes"]["planned"]
        ]
        for stack in report["stacks"]
    }


def test_a_commit_is_shown_with_exactly_what_it_changes_in_each_stack(clone: Clone, tmp_path: Path) -> None:
    clone.replace(SETTINGS, "  retention_days: 30", "  retention_days: 60")
    clone.replace(
        "constructs_lib/dapr/control_plane.py",
        '_SENTRY: Final = resources(cpu="25m"',
        '_SENTRY: Final = resources(cpu="30m"',
    )
    clone.replace(SETTINGS, BACKEND % "512Mi", BACKEND % "640Mi")
    head = clone.commit("Change something in each stack")
    comment = tmp_path / "comment.md"
    done = clone.review("--base", "HEAD~1", "--markdown", str(comment), "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads(done.stdout)
    assert report["rehearsed"]["base"] == clone.standing
    assert report["fingerprints"] == {}
    assert _changed(report) == {
        "foundation": ["update azurerm_log_analytics_workspace.logs"],
        "addons": ["update helm_release.dapr"],
        "app": [
            # Jobs of the backend's image, with its resources; immutable.
            "replace kubernetes_job_v1.database_grant",
            "replace kubernetes_job_v1.database_retire",
            "replace kubernetes_job_v1.todo_backend_migration",
            "update kubernetes_deployment_v1.todo_backend_deployment",
            "update kubernetes_resource_quota_v1.namespace_quota",
        ],
    }
    text = comment.read_text()
    assert '"kind": "rehearsal"' in text.splitlines()[0]
    assert f"### Rehearsal for `production` at `{head[:12]}`" in text
    assert f"where `{clone.standing[:12]}` stands" in text
    assert "!     retention_in_days: 30 -> 60\n" in text
    assert "!     values.dapr_sentry.resources.requests.cpu: 25m -> 30m\n" in text
    assert "resources.limits.memory: 512Mi -> 640Mi\n" in text
    assert clone.left_behind() == []


def test_a_commit_that_changes_nothing_gets_one_line(clone: Clone, tmp_path: Path) -> None:
    (clone.folder / "README.md").write_text("Another text.\n")
    head = clone.commit("Write another text")
    comment = tmp_path / "comment.md"
    done = clone.review("--base", clone.standing, "--markdown", str(comment))
    assert done.returncode == 0, done.stdout + done.stderr
    _, *lines = comment.read_text().splitlines()
    assert lines == [
        f"Rehearsal for `production` at `{head[:12]}`: no changes on top of `{clone.standing[:12]}`, "
        "in a simulated cloud."
    ]


def test_a_replaced_registry_is_loud_and_reaches_the_stack_that_reads_it(
    clone: Clone, tmp_path: Path
) -> None:
    """The head is named, so that the working tree may stand elsewhere; the locked versions differ."""
    clone.replace(SETTINGS, "  name: hackathontodoacr\n", "  name: hackathontodoimages\n")
    provider = '        ClusterHelm(self, "helm", foundation=foundation)\n'
    upgrade = '        self.add_override("terraform.required_providers.redpanda.version", "9.9.9")\n'
    clone.replace("stacks/addons/stack.py", provider, provider + upgrade)
    lock = clone.folder / "requirements.lock"
    lock.write_text(re.sub(r"(cdktf-cdktf-provider-helm==)[0-9.]+", r"\g<1>12.9.9", lock.read_text()))
    head = clone.commit("Rename the registry")
    git(clone.folder, "checkout", "--quiet", "--detach", clone.standing)
    comment = tmp_path / "comment.md"
    done = clone.review("--base", clone.standing, "--head", head, "--markdown", str(comment))
    assert done.returncode == 0, done.stdout + done.stderr
    text = comment.read_text()
    alarm = text.index("> - replace `azurerm_container_registry.registry` because of `name`")
    assert text.index("> [!CAUTION]") < alarm < text.index("| stack |")
    assert re.search(r"- Provider versions differ: redpanda \S+ -> 9.9.9\.", text)
    assert "! outputs: registry_login_server\n" in text
    assert re.search(r"- Locked versions differ: cdktf-cdktf-provider-helm \S+ -> 12.9.9", text)
    assert clone.left_behind() == []


def test_what_cannot_be_applied_is_in_the_comment_and_in_the_exit_code(clone: Clone, tmp_path: Path) -> None:
    """A subnet outside of its network is right for synthesis."""
    file = "constructs_lib/azure/virtual_network.py"
    clone.replace(file, "address_prefixes=[cidr],", 'address_prefixes=["192.168.0.0/28"],')
    clone.commit("Move the database")
    comment = tmp_path / "comment.md"
    done = clone.review("--base", clone.standing, "--markdown", str(comment))
    assert done.returncode == ExitCode.FAILED, done.stdout + done.stderr
    text = comment.read_text()
    assert "> **The rehearsal refused `foundation`:**" in text
    assert "192.168.0.0/28" in text
    assert "| `app` | cannot be planned yet |" in text
    assert clone.left_behind() == []


def test_a_base_that_does_not_synthesize_is_named_with_its_own_message(clone: Clone) -> None:
    clone.replace(SETTINGS, "  location: eastus", "  location: nowhere to be found")
    broken = clone.commit("Break the environment file")
    git(clone.folder, "revert", "--no-edit", "HEAD")
    done = clone.review("--base", broken)
    assert done.returncode == ExitCode.SYNTHESIS_FAILED, done.stdout + done.stderr
    assert f"the base {broken[:12]} does not synthesize" in done.stderr
    assert "environments/production.yaml: azure.location" in done.stderr
    assert clone.left_behind() == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--base", "origin/nope"], "there is no commit 'origin/nope' in this clone"),
        (["--base", "HEAD", "--head", "nope"], "there is no commit 'nope' in this clone"),
        ([], "Missing option '--base'"),
    ],
)
def test_a_mistake_gets_one_message_and_begins_nothing(clone: Clone, arguments: list[str], said: str) -> None:
    done = clone.review(*arguments)
    assert done.returncode == ExitCode.USAGE
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert clone.left_behind() == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_review_leaves_nothing(clone: Clone, number: signal.Signals) -> None:
    command = clone.start("--base", "HEAD")
    deadline = time.monotonic() + 180
    while not any(clone.scratch.glob("*/home/runs/*/logs/foundation-apply.jsonl")):
        assert time.monotonic() < deadline
        assert command.poll() is None
        time.sleep(0.1)
    assert clone.left_behind() != []
    command.send_signal(number)
    output, _ = command.communicate(timeout=120)
    assert command.returncode == ExitCode.INTERRUPTED, output
    assert "Traceback" not in output
    assert clone.left_behind() == []

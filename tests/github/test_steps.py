"""What the steps of the workflows do themselves, run with programs that only record how they were called.

tests/end_to_end/github runs them with the real ones.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.github.conftest import CONTEXTS
from tests.github.expressions import condition
from tests.github.files import workflow
from tests.github.programs import Programs
from tests.github.runner import JobRun, Runner

Make = Callable[..., Runner]
DIGEST = "sha256:" + "d" * 64
FOUND = '["0123456789abcdef", "fedcba9876543210"]'


@pytest.fixture
def signed_in(programs: Programs) -> None:
    programs.add("az", "print('a-token')")
    programs.add("make")


# Drift


@pytest.mark.parametrize(("code", "passed"), [(0, True), (10, True), (1, False), (2, False)])
def test_drift_is_told_by_its_issue_and_only_trouble_makes_the_run_red(
    runner: Make, programs: Programs, signed_in: None, *, code: int, passed: bool
) -> None:
    programs.add("ops", f"sys.exit({code})")

    run = runner().run("drift", "drift")

    assert run.passed is passed
    assert ("::warning::" in run.printed) is (code == 10)


@pytest.mark.parametrize(
    ("event", "branch", "runs"),
    [
        # A schedule's event does not tell the repository.
        ({"event_name": "schedule", "event": {"schedule": "23 */6 * * *"}}, "main", True),
        (
            {"event_name": "workflow_dispatch", "event": {"repository": {"default_branch": "main"}}},
            "main",
            True,
        ),
        (
            {"event_name": "workflow_dispatch", "event": {"repository": {"default_branch": "main"}}},
            "x",
            False,
        ),
    ],
)
def test_drift_is_looked_for_on_the_default_branch(event: dict[str, Any], branch: str, *, runs: bool) -> None:
    written = workflow("drift").jobs["drift"].document["if"]

    assert condition(written, {"github": {**event, "ref_name": branch}}, failed=False) is runs


def test_the_summary_of_a_drift_run_has_what_was_found(
    runner: Make, programs: Programs, signed_in: None, tmp_path: Path
) -> None:
    report = tmp_path / "runner" / "drift"
    programs.add(
        "ops",
        f"os.makedirs({str(report)!r}); open({str(report / 'app.md')!r}, 'w').write('app has drifted')\n"
        "sys.exit(10)",
    )

    run = runner().run("drift", "drift")

    assert "app has drifted" in run.summary
    assert "aaaaaaaaaaaa" in run.summary


# Versions


@pytest.mark.parametrize(("code", "passed"), [(0, True), (14, True), (1, False), (2, False)])
def test_the_weekly_versions_run_maintains_one_issue_and_only_an_error_makes_it_red(
    runner: Make, programs: Programs, tmp_path: Path, *, code: int, passed: bool
) -> None:
    table = tmp_path / "runner" / "versions.md"
    programs.add("make")
    programs.add("ops", f"open({str(table)!r}, 'w').write('| Node | 22 |'); sys.exit({code})")

    run = runner().run("versions", "newest")

    assert run.passed is passed
    assert ("::warning::" in run.printed) is (code == 14)
    assert programs.calls_of("ops") == [["versions", "--newest", "--issue", "--markdown", str(table)]]
    assert "| Node | 22 |" in run.summary


# Cost


@pytest.mark.parametrize(("code", "passed"), [(0, True), (13, False)])
def test_an_environment_above_its_limit_stops_ci_and_the_summary_shows_its_cost(
    runner: Make, programs: Programs, tmp_path: Path, *, code: int, passed: bool
) -> None:
    table = tmp_path / "runner" / "cost.md"
    programs.add("make")
    programs.add(
        "ops",
        "if sys.argv[1] == 'cost':\n"
        f"    open({str(table)!r}, 'w').write('| **total** | $309.00 |')\n"
        f"    sys.exit({code})",
    )

    run = runner().run("ci", "providers")

    assert run.passed is passed
    assert programs.calls_of("ops")[-1] == ["cost", "--all", "--markdown", str(table)]
    assert "$309.00" in run.summary


# Signing in


def test_the_sign_in_is_for_the_cli_for_terraform_and_for_the_cluster(
    runner: Make, programs: Programs, signed_in: None
) -> None:
    programs.add("ops")
    variables = {**CONTEXTS["vars"], "AZURE_DRIFT_CLIENT_ID": "the-drift-identity"}

    run = runner(contexts={**CONTEXTS, "vars": variables}).run("drift", "drift")

    assert {call[3] for call in programs.calls_of("az")} == {
        "https://management.azure.com",
        "https://storage.azure.com",
    }
    assert run.environment == {
        "ARM_USE_OIDC": "true",
        "ARM_CLIENT_ID": "the-drift-identity",
        "ARM_TENANT_ID": "tenant",
        "ARM_SUBSCRIPTION_ID": "subscription",
        "AAD_LOGIN_METHOD": "workloadidentity",
        "AZURE_CLIENT_ID": "the-drift-identity",
        "AZURE_TENANT_ID": "tenant",
        "AZURE_TOKEN_CREDENTIALS": "AzureCliCredential",
    }


def test_a_token_that_is_refused_at_first_is_asked_for_again(
    runner: Make, programs: Programs, signed_in: None, tmp_path: Path
) -> None:
    once = tmp_path / "once"
    programs.add("az", f"\nif not os.path.exists({str(once)!r}):\n    open({str(once)!r}, 'w'); sys.exit(1)")
    programs.add("ops")

    assert runner().run("drift", "drift").passed
    assert len(programs.calls_of("az")) == 3


# The comment on a fork's pull request


def _review(tmp_path: Path, *, number: str = "7\n", comment: str | None = "A plan.") -> Path:
    folder = tmp_path / "runner" / "review"
    folder.mkdir(parents=True)
    (folder / "number").write_text(number)
    if comment is not None:
        (folder / "comment.md").write_text(comment)
    return folder


def _commented(runner: Make, programs: Programs, **changes: Any) -> JobRun:
    programs.add("ops")
    return runner(**changes).run("comment-fork", "comment")


def test_a_rehearsal_is_commented_for_the_head_that_github_names(
    runner: Make, programs: Programs, tmp_path: Path
) -> None:
    folder = _review(tmp_path)

    assert _commented(runner, programs).passed
    assert programs.calls_of("ops") == [
        [
            "github",
            "comment",
            str(folder / "comment.md"),
            "--pull-request",
            "7",
            "--head",
            "b" * 40,
            "--rehearsed",
        ]
    ]


@pytest.mark.parametrize(
    "number", ["", "0", "-1", "7; touch evil", "$(touch evil)", "7\n8", "9" * 30, "--help", "\uff17"]
)
def test_what_is_no_number_of_a_pull_request_is_refused(
    runner: Make, programs: Programs, tmp_path: Path, number: str
) -> None:
    _review(tmp_path, number=number)

    assert not _commented(runner, programs).passed
    assert programs.calls == []


def test_a_link_out_of_the_artifact_is_not_followed(runner: Make, programs: Programs, tmp_path: Path) -> None:
    folder = _review(tmp_path, comment=None)
    (folder / "comment.md").symlink_to("/etc/passwd")

    run = _commented(runner, programs)

    assert run.passed
    assert programs.calls == []


def test_a_rehearsal_that_failed_early_leaves_nothing_to_comment(runner: Make, programs: Programs) -> None:
    run = _commented(runner, programs, failing=["review"])

    assert run.passed
    assert run.steps == []


# Which pull request goes which way


@pytest.mark.parametrize(
    ("head", "author", "way"),
    [
        ("hackathon-todo/deployment", "ana", "plan"),
        ("somebody/deployment", "somebody", "rehearse-fork"),
        (None, "somebody", "rehearse-fork"),
        ("hackathon-todo/deployment", "dependabot[bot]", "rehearse-fork"),
    ],
)
def test_a_pull_request_is_either_planned_or_rehearsed(head: str | None, author: str, way: str) -> None:
    repository = {"full_name": head} if head else None
    event = {"pull_request": {"head": {"repo": repository}, "user": {"login": author}}}
    contexts = {"github": {"repository": "hackathon-todo/deployment", "event": event}}

    taken = [
        name
        for name, job in (("plan", "plan"), ("rehearse-fork", "rehearse"))
        if condition(workflow(name).jobs[job].document["if"], contexts, failed=False)
    ]

    assert taken == [way]


@pytest.mark.parametrize(
    ("event", "conclusion", "commented"),
    [
        ("pull_request", "success", True),
        ("pull_request", "failure", True),
        ("pull_request", "skipped", False),
        ("pull_request", "cancelled", False),
        ("push", "success", False),
    ],
)
def test_only_a_rehearsal_that_ran_is_commented(event: str, conclusion: str, *, commented: bool) -> None:
    contexts = {"github": {"event": {"workflow_run": {"event": event, "conclusion": conclusion}}}}
    written = workflow("comment-fork").jobs["comment"].document["if"]

    assert condition(written, contexts, failed=False) is commented


@pytest.mark.parametrize(
    ("tested", "built", "tag", "deploys"),
    [
        ("success", "success", None, True),
        ("success", "failure", None, False),
        ("failure", "success", None, False),
        ("success", "skipped", None, False),
        ("success", "skipped", "v7", True),
        ("failure", "skipped", "v7", False),
        ("success", "cancelled", "v7", False),
    ],
)
def test_what_was_not_tested_and_scanned_is_not_deployed(
    tested: str, built: str, tag: str | None, *, deploys: bool
) -> None:
    contexts = {
        "needs": {
            "test": {"result": tested},
            "build-images": {"result": built},
            "staging": {"result": "success"},
        },
        "inputs": {"image-tag": tag},
        "vars": {"STAGING_ENVIRONMENT": "staging"},
    }
    jobs = workflow("deploy-production").jobs

    for name in ("staging", "deploy"):
        assert condition(jobs[name].document["if"], contexts, failed=False) is deploys


@pytest.mark.parametrize(
    ("variable", "staging", "result", "deploys"),
    [
        (None, False, "skipped", True),
        ("", False, "skipped", True),
        ("staging", True, "success", True),
        ("staging", True, "failure", False),
        ("staging", True, "cancelled", False),
        # On, and yet it did not run: nothing was tried there.
        ("staging", True, "skipped", False),
        # Never production without a review, however it is written; the release is stopped.
        ("production", False, "skipped", False),
        ("Production", False, "skipped", False),
    ],
)
def test_production_is_deployed_after_staging_or_without_it(
    variable: str | None, result: str, *, staging: bool, deploys: bool
) -> None:
    contexts = {
        "needs": {
            "test": {"result": "success"},
            "build-images": {"result": "success"},
            "staging": {"result": result},
        },
        "inputs": {},
        "vars": {} if variable is None else {"STAGING_ENVIRONMENT": variable},
    }
    jobs = workflow("deploy-production").jobs

    assert condition(jobs["staging"].document["if"], contexts, failed=False) is staging
    assert condition(jobs["deploy"].document["if"], contexts, failed=False) is deploys


# The deployment

REGISTRY = "hackathontodoacr.azurecr.io"
BEFORE = '[{"id": "20261124T000000Z-aaaaaaa", "rolls_back": null, "outcome": "passed", "reason": ""}]'
OPS = """
open({log!r}, "a").write(os.environ["ENVIRONMENT"] + "\\n")
if sys.argv[1] == "github":
    print("0123456789abcdef"); print("fedcba9876543210")
elif sys.argv[1] == "images":
    if {push}: sys.exit({push})
    print({pushed!r})
elif sys.argv[1] == "releases":
    done = os.path.exists({done!r})
    print({after!r} if done else {before!r})
elif sys.argv[1] == "deploy":
    open({done!r}, "w")
    sys.exit({code})
"""


@pytest.fixture
def deploy(runner: Make, programs: Programs, signed_in: None, tmp_path: Path) -> Callable[..., JobRun]:
    def run(
        *, code: int = 0, after: str = BEFORE, push: int = 0, log: str = os.devnull, **given: Any
    ) -> JobRun:
        pushed = {name: f"{REGISTRY}/todo-{name}@{DIGEST}" for name in ("backend", "frontend")}
        body = OPS.format(
            done=str(tmp_path / "done"),
            before=BEFORE,
            after=after,
            code=code,
            push=push,
            log=log,
            pushed=json.dumps(pushed),
        )
        programs.add("ops", body)
        inputs = {"environment": "production", "reviewed": True, **given}
        return runner(contexts={**CONTEXTS, "inputs": inputs}).run("deploy-environment", "deploy")

    return run


def _deployed(programs: Programs) -> list[str]:
    [arguments] = [call for call in programs.calls_of("ops") if call[0] == "deploy"]
    return arguments


def test_the_images_that_were_scanned_are_deployed_by_digest_with_what_was_reviewed(
    deploy: Callable[..., JobRun], programs: Programs
) -> None:
    run = deploy()

    assert run.outputs == {"result": "success"}
    assert _deployed(programs) == [
        "deploy",
        *("--reviewed", "0123456789abcdef", "--reviewed", "fedcba9876543210"),
        *("--image", f"backend=hackathontodoacr.azurecr.io/todo-backend@{DIGEST}"),
        *("--image", f"frontend=hackathontodoacr.azurecr.io/todo-frontend@{DIGEST}"),
        "--json",
    ]


def test_the_scanned_images_of_both_jobs_are_pushed(
    deploy: Callable[..., JobRun], programs: Programs
) -> None:
    deploy()

    [arguments] = _image_calls(programs)
    assert arguments[:3] == ["images", "push", "--folder"]
    assert arguments[3].endswith("/runner/images")
    steps = workflow("deploy-environment").jobs["deploy"].steps
    [download] = [step for step in steps if step.get("uses", "").startswith("actions/download-artifact@")]
    assert download["with"]["merge-multiple"] is True
    assert download["with"]["path"].endswith("}}/images")


def test_an_image_that_is_not_the_scanned_one_is_not_deployed(
    deploy: Callable[..., JobRun], programs: Programs
) -> None:
    run = deploy(push=5)

    assert not run.passed
    assert len(_image_calls(programs)) == 1
    assert [call for call in programs.calls_of("ops") if call[0] == "deploy"] == []


def test_a_push_that_fails_is_tried_again(deploy: Callable[..., JobRun], programs: Programs) -> None:
    assert not deploy(push=1).passed

    assert len(_image_calls(programs)) == 3


def _image_calls(programs: Programs) -> list[list[str]]:
    return [call for call in programs.calls_of("ops") if call[0] == "images"]


def test_a_tag_that_is_named_by_hand_is_deployed_and_nothing_is_pushed(
    deploy: Callable[..., JobRun], programs: Programs
) -> None:
    run = deploy(**{"image-tag": "v7", "fingerprints": "1111111111111111, 2222222222222222"})

    assert run.passed
    assert _image_calls(programs) == []
    assert _deployed(programs) == [
        "deploy",
        *("--reviewed", "1111111111111111", "--reviewed", "2222222222222222"),
        *("--image-tag", "v7", "--json"),
    ]


def test_staging_deploys_the_scanned_images_without_a_review_and_acts_on_itself_alone(
    deploy: Callable[..., JobRun], programs: Programs
) -> None:
    run = deploy(environment="staging", reviewed=False)

    assert run.outputs == {"result": "success"}
    assert _deployed(programs) == [
        "deploy",
        "--yes",
        *("--image", f"backend=hackathontodoacr.azurecr.io/todo-backend@{DIGEST}"),
        *("--image", f"frontend=hackathontodoacr.azurecr.io/todo-frontend@{DIGEST}"),
        "--json",
    ]
    assert [call for call in programs.calls_of("ops") if call[0] == "github"] == []


@pytest.mark.parametrize("environment", ["staging", "production"])
def test_every_command_of_a_deployment_acts_on_its_environment(
    deploy: Callable[..., JobRun], programs: Programs, tmp_path: Path, environment: str
) -> None:
    seen = tmp_path / "seen"

    deploy(environment=environment, reviewed=environment == "production", log=str(seen))

    assert set(seen.read_text().split()) == {environment}


def test_the_artifacts_of_staging_and_production_have_names_of_their_own() -> None:
    steps = workflow("deploy-environment").jobs["deploy"].steps
    uploads = [step["with"] for step in steps if "upload-artifact" in str(step.get("uses"))]

    assert [with_["name"] for with_ in uploads] == [
        "release-${{ inputs.environment }}",
        "logs-${{ inputs.environment }}",
    ]
    assert uploads[1]["path"] == ".ops/${{ inputs.environment }}/runs/*/logs"


def test_an_input_is_never_a_command(deploy: Callable[..., JobRun], programs: Programs) -> None:
    deploy(**{"image-tag": "$(touch evil); `touch evil`"})

    assert "$(touch evil); `touch evil`" in _deployed(programs)


@pytest.mark.parametrize(
    ("newest", "result"),
    [
        ({"id": "20261124T000100Z-bbbbbbb", "rolls_back": "x", "outcome": "passed"}, "rollback"),
        ({"id": "20261124T000100Z-bbbbbbb", "rolls_back": "x", "outcome": "failed"}, "failure"),
        ({"id": "20261124T000100Z-bbbbbbb", "rolls_back": None, "outcome": "failed"}, "failure"),
        # An old rollback, and this deployment came to no release at all.
        ({"id": "20261124T000000Z-aaaaaaa", "rolls_back": "x", "outcome": "passed"}, "failure"),
    ],
)
def test_a_failed_deployment_says_whether_it_was_rolled_back(
    deploy: Callable[..., JobRun], newest: dict[str, Any], result: str
) -> None:
    run = deploy(code=9, after=json.dumps([{"reason": "smoke tests failed", **newest}]))

    assert not run.passed
    assert run.outputs == {"result": result}
    assert f"{result}: `{newest['id']}` smoke tests failed" in run.summary


def test_the_first_release_of_all_has_nothing_before_it(
    runner: Make, programs: Programs, tmp_path: Path, deploy: Callable[..., JobRun]
) -> None:
    assert deploy(code=1, after="[]").outputs == {"result": "failure"}


def test_a_slow_deployment_is_a_warning(
    runner: Make, deploy: Callable[..., JobRun], monkeypatch: pytest.MonkeyPatch
) -> None:
    event = {**CONTEXTS["github"]["event"], "head_commit": {"timestamp": "2020-01-01T00:00:00Z"}}
    monkeypatch.setitem(CONTEXTS, "github", {**CONTEXTS["github"], "event": event})

    run = deploy()

    assert run.passed
    assert "::warning::from the commit to live it took" in run.printed


# Rolling back by hand


def test_a_rollback_waits_for_the_deployment_that_has_the_lease(
    runner: Make, programs: Programs, signed_in: None, tmp_path: Path
) -> None:
    tried = tmp_path / "tried"
    programs.add(
        "ops",
        "\nif sys.argv[1] == 'rollback':\n"
        f"    seen = os.path.exists({str(tried)!r}); open({str(tried)!r}, 'w')\n"
        "    sys.exit(0 if seen else 6)",
    )

    run = runner(contexts={**CONTEXTS, "inputs": {"to": "", "reason": "bad"}}).run("rollback", "rollback")

    assert run.passed
    assert [call for call in programs.calls_of("ops") if call[0] == "rollback"] == [
        ["rollback", "--yes", "--json"]
    ] * 2


def test_a_rollback_that_fails_is_not_tried_again(runner: Make, programs: Programs, signed_in: None) -> None:
    programs.add("ops", "\nif sys.argv[1] == 'rollback': sys.exit(9)")
    inputs = {"to": "20261124T000000Z-aaaaaaa", "reason": "bad"}

    run = runner(contexts={**CONTEXTS, "inputs": inputs}).run("rollback", "rollback")

    assert not run.passed
    assert [call for call in programs.calls_of("ops") if call[0] == "rollback"] == [
        ["rollback", "--to", "20261124T000000Z-aaaaaaa", "--yes", "--json"]
    ]
    assert ["notify", "failure"] in [call[:2] for call in programs.calls_of("ops")]


# Notifying


@pytest.mark.parametrize(
    ("staging", "of_staging", "of_production", "event", "environment"),
    [
        ("skipped", "", "success", "success", "production"),
        ("skipped", "", "rollback", "rollback", "production"),
        ("skipped", "", "", "failure", "production"),
        ("success", "success", "success", "success", "production"),
        ("success", "success", "rollback", "rollback", "production"),
        ("success", "success", "", "failure", "production"),
        ("failure", "rollback", "", "rollback", "staging"),
        ("failure", "", "", "failure", "staging"),
    ],
)
def test_people_are_told_how_and_where_it_ended(
    runner: Make,
    programs: Programs,
    tmp_path: Path,
    *,
    staging: str,
    of_staging: str,
    of_production: str,
    event: str,
    environment: str,
) -> None:
    seen = tmp_path / "seen"
    programs.add("ops", f"open({str(seen)!r}, 'w').write(os.environ['ENVIRONMENT'])")
    needs = {
        "staging": {"result": staging, "outputs": {"result": of_staging}},
        "deploy": {"outputs": {"result": of_production}},
    }
    contexts = {**CONTEXTS, "needs": needs, "vars": {"STAGING_ENVIRONMENT": "staging"}}

    assert runner(contexts=contexts).run("deploy-production", "notify").passed
    assert programs.calls_of("ops") == [["notify", event]]
    assert seen.read_text() == environment


def test_the_message_has_the_record_of_the_environment_that_it_is_about() -> None:
    steps = workflow("deploy-production").jobs["notify"].steps
    [download] = [step for step in steps if "download-artifact" in str(step.get("uses"))]

    assert download["with"]["name"] == "release-${{ env.ENVIRONMENT }}"


def test_the_record_of_the_release_goes_with_it(runner: Make, programs: Programs, tmp_path: Path) -> None:
    programs.add("ops")
    record = tmp_path / "runner" / "release" / "after.json"
    record.parent.mkdir(parents=True)
    record.write_text(BEFORE)

    runner(contexts={**CONTEXTS, "needs": {}}).run("deploy-production", "notify")

    assert programs.calls_of("ops") == [["notify", "failure", "--release-file", str(record)]]


# The check that a branch protection asks for


@pytest.mark.parametrize(
    ("result", "passed"), [("success", True), ("failure", False), ("skipped", False), ("cancelled", False)]
)
def test_ci_passes_when_all_of_its_jobs_have_passed(runner: Make, result: str, *, passed: bool) -> None:
    needs = {name: {"result": "success"} for name in ("lint", "test", "rehearsal", "synthesized")}
    contexts = {**CONTEXTS, "needs": {**needs, "providers": {"result": result}}}

    assert runner(contexts=contexts).run("ci", "ci").passed is passed

"""What must be true of every workflow, whatever it does."""

import re
from typing import Any, Final

import pytest

from environments import load_environment
from ops.common.options import DEFAULT_ENVIRONMENT
from ops.engine.synthesis.stacks import PROJECT
from tests.github.commands import Command, commands, mistake, scripts
from tests.github.files import Job, actions, all_steps, local_action, source_files, workflow, workflows

JOBS: Final = [job for one in workflows() for job in one.jobs.values()]
#: Jobs that call a workflow: GitHub takes the time limit from the called job.
CALLS: Final = [job for job in JOBS if job.calls]
STEPS: Final = dict(all_steps())
RUNS: Final = {where: step["run"] for where, step in STEPS.items() if "run" in step}
#: Workflows in which the code of a fork is checked out and run.
OF_FORKS: Final = ("ci", "rehearse-fork")


def _id(job: Job) -> str:
    return f"{job.workflow}/{job.name}"


def test_every_action_of_somebody_else_is_pinned_by_commit_with_its_version() -> None:
    pinned = re.compile(r"uses: [\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")
    lines = [line.strip(" -") for path in source_files() for line in path.read_text().splitlines()]
    foreign = [line for line in lines if line.startswith("uses:") and not line.startswith("uses: ./")]

    assert foreign
    assert [line for line in foreign if not pinned.match(line)] == []


def test_an_action_is_pinned_to_the_same_commit_everywhere() -> None:
    found: dict[str, set[str]] = {}
    for step in STEPS.values():
        name, at, commit = str(step.get("uses", "")).partition("@")
        if at:
            found.setdefault(name, set()).add(commit)

    assert {name: commits for name, commits in found.items() if len(commits) > 1} == {}


@pytest.mark.parametrize("job", JOBS, ids=_id)
def test_every_job_has_a_time_limit(job: Job) -> None:
    assert 0 < _limit(job) <= 60


def _limit(job: Job) -> int:
    """Return a job's time limit in minutes, of a call that of the job that it runs."""
    if job.calls is None:
        return int(job.document["timeout-minutes"])
    [called] = workflow(job.calls).jobs.values()
    return int(called.document["timeout-minutes"])


@pytest.mark.parametrize("job", CALLS, ids=_id)
def test_a_called_workflow_is_given_what_it_takes(job: Job) -> None:
    inputs: dict[str, Any] = workflow(str(job.calls)).triggers["workflow_call"]["inputs"]
    given = set(job.document["with"])

    assert given <= set(inputs)
    assert {name for name, about in inputs.items() if about.get("required")} <= given


@pytest.mark.parametrize("job", CALLS, ids=_id)
def test_a_call_permits_what_the_called_job_does_and_no_more(job: Job) -> None:
    [called] = workflow(str(job.calls)).jobs.values()

    assert job.permissions == called.permissions


def test_secrets_are_inherited_by_workflows_of_this_repository_alone() -> None:
    assert {job.name for job in JOBS if job.document.get("secrets")} == {"staging", "deploy"}
    assert [job.name for job in JOBS if job.document.get("secrets") and not job.calls] == []
    assert {job.document["secrets"] for job in CALLS} == {"inherit"}


def test_the_deployment_reads_the_secrets_of_its_environment_and_no_others() -> None:
    """An inherited secret is not limited to these names: only this test is."""
    secrets = re.findall(r"secrets\.(\w+)", str(workflow("deploy-environment").document))

    assert set(secrets) == {
        "POSTGRES_PASSWORD",
        "DATABASE_URL",
        "DATABASE_LOGIN_KEY",
        "OPENAI_API_KEY",
        "BETTER_AUTH_SECRET",
        "REDPANDA_PASSWORD",
        "REDPANDA_CLIENT_ID",
        "REDPANDA_CLIENT_SECRET",
    }


def test_only_another_workflow_starts_the_deployment_to_an_environment() -> None:
    assert set(workflow("deploy-environment").triggers) == {"workflow_call"}
    assert {job.workflow for job in CALLS if job.calls == "deploy-environment"} == {"deploy-production"}


@pytest.mark.parametrize("job", JOBS, ids=_id)
def test_every_job_says_what_its_token_may_do(job: Job) -> None:
    assert "permissions" in job.document
    assert "write-all" not in str(job.document["permissions"])


def test_a_workflow_gives_no_permission_to_all_of_its_jobs() -> None:
    assert [one.name for one in workflows() if one.document["permissions"] != {}] == []


def test_only_these_jobs_may_write_anything() -> None:
    writes = {
        (job.workflow, job.name, name)
        for job in JOBS
        for name, access in job.permissions.items()
        if access == "write"
    }

    assert writes == {
        ("plan", "plan", "id-token"),
        ("plan", "plan", "pull-requests"),
        ("comment-fork", "comment", "pull-requests"),
        ("deploy-production", "staging", "id-token"),
        ("deploy-production", "deploy", "id-token"),
        ("deploy-environment", "deploy", "id-token"),
        ("drift", "drift", "id-token"),
        ("drift", "drift", "issues"),
        ("rollback", "rollback", "id-token"),
        ("versions", "newest", "issues"),
        ("load-test", "load", "id-token"),
    }


def test_no_workflow_runs_a_forks_code_with_the_rights_of_the_base() -> None:
    assert [one.name for one in workflows() if "pull_request_target" in one.triggers] == []


@pytest.mark.parametrize("name", OF_FORKS)
def test_no_secret_and_no_identity_where_a_forks_code_runs(name: str) -> None:
    assert "secrets." not in str(workflow(name).document)
    assert [
        job.name for job in workflow(name).jobs.values() if set(job.permissions.values()) - {"read"}
    ] == []
    assert [job.name for job in workflow(name).jobs.values() if "id-token" in job.permissions] == []


def test_a_branchs_code_sees_no_secret_but_a_login_that_reads() -> None:
    secrets = re.findall(r"secrets\.(\w+)", str(workflow("plan").document))

    assert set(secrets) == {"REDPANDA_READER_CLIENT_ID", "REDPANDA_READER_CLIENT_SECRET"}


def test_the_checks_that_the_default_branch_asks_for_have_these_names() -> None:
    """`ops github configure` names them."""
    assert workflow("ci").jobs["ci"].document["name"] == "ci"
    assert workflow("plan").jobs["plan"].document["name"] == "plan"


def test_only_these_workflows_start_for_a_pull_request() -> None:
    started = {one.name for one in workflows() if "pull_request" in one.triggers}

    assert started == {*OF_FORKS, "plan"}


def test_what_may_write_after_a_forks_run_checks_out_the_default_branch_alone() -> None:
    job = workflow("comment-fork").jobs["comment"]
    checkouts = [step for step in job.steps if str(step.get("uses", "")).startswith("actions/checkout@")]
    used = str(job.document)

    assert [step["with"]["ref"] for step in checkouts] == ["${{ github.event.repository.default_branch }}"]
    assert "head_branch" not in used
    assert "head_repository" not in used
    assert "secrets." not in used


def test_checkouts_leave_no_token_behind() -> None:
    checkouts = [step for step in STEPS.values() if str(step.get("uses", "")).startswith("actions/checkout@")]

    assert all(
        step["with"]["persist-credentials"] == "false" or step["with"]["persist-credentials"] is False
        for step in checkouts
    )


@pytest.mark.parametrize("where", RUNS)
def test_nothing_is_put_into_a_script_but_through_its_environment(where: str) -> None:
    assert "${{" not in RUNS[where]


def test_a_failure_inside_of_a_pipe_counts() -> None:
    shells = {one.name: one.document["defaults"]["run"]["shell"] for one in workflows()}
    inside = [
        step["shell"] for where, step in STEPS.items() if where.startswith("actions/") and "run" in step
    ]

    assert set(shells.values()) == {"bash"}
    assert set(inside) == {"bash"}


@pytest.mark.parametrize("where", RUNS)
def test_every_command_exists_with_its_options(where: str) -> None:
    found = list(commands(RUNS[where], "ops", "rehearse", "make"))

    assert [wrong for command in found if (wrong := mistake(command))] == []
    assert [str(path) for path in scripts(RUNS[where]) if not path.stat().st_mode & 0o100] == []


def test_the_commands_that_the_workflows_are_there_for_are_found() -> None:
    found = {
        " ".join([command.program, *command.arguments][:3])
        for script in RUNS.values()
        for command in commands(script, "ops", "rehearse", "make")
    }

    assert {
        "make -j2 --output-sync=target",
        "make test",
        "make rehearse",
        "rehearse review --base",
        "ops plan --no-refresh",
        "ops github comment",
        "ops github reviewed",
        "ops deploy --reviewed",
        "ops rollback --to",
        "ops drift --issues",
        "ops load $URL",
    } <= found


def test_a_command_that_does_not_exist_would_be_found() -> None:
    wrong = [
        Command(program="ops", arguments=("deplay",)),
        Command(program="ops", arguments=("deploy", "--images", "x")),
        Command(program="ops", arguments=("smoke",)),
        Command(program="rehearse", arguments=("up", "and", "away")),
        Command(program="make", arguments=("-C", "workload", "rehearse")),
    ]

    assert [str(command) for command in wrong if mistake(command) is None] == []


def test_arrays_and_optional_arguments_belong_to_the_command() -> None:
    script = 'a=(--one "$X")\na+=(--two)\n.ci/retry 3 ops deploy "${a[@]}" ${T:+--to "$T"} --json > "$OUT"'

    [command] = commands(script, "ops")

    assert command.arguments == ("deploy", "--one", "$X", "--two", "--to", "$T", "--json")


@pytest.mark.parametrize("where", STEPS)
def test_our_own_actions_are_given_what_they_take(where: str) -> None:
    name = local_action(STEPS[where])
    if name is None:
        return
    inputs: dict[str, Any] = actions()[name]["inputs"]
    given = set(STEPS[where].get("with", {}))
    assert given <= set(inputs)
    assert {key for key, about in inputs.items() if about.get("required")} <= given


def test_the_identities_are_taken_on_where_azure_trusts_them() -> None:
    """Plan: pull_request. Drift: the default branch, so no environment. Deploy: the environment."""
    used = {
        (job.workflow, step["with"]["client-id"], job.document.get("environment", ""))
        for job in JOBS
        for step in job.steps
        if local_action(step) == "azure-sign-in"
    }
    github = load_environment("production").github
    assert github is not None
    environment = github.deployment_environment

    assert used == {
        ("plan", "${{ vars.AZURE_PLAN_CLIENT_ID }}", ""),
        ("drift", "${{ vars.AZURE_DRIFT_CLIENT_ID }}", ""),
        ("load-test", "${{ vars.AZURE_DRIFT_CLIENT_ID }}", ""),
        ("deploy-environment", "${{ vars.AZURE_DEPLOY_CLIENT_ID }}", "${{ inputs.environment }}"),
        ("rollback", "${{ vars.AZURE_DEPLOY_CLIENT_ID }}", environment),
    }
    assert {job.name: job.document["with"]["environment"] for job in CALLS} == {
        "staging": "${{ vars.STAGING_ENVIRONMENT }}",
        "deploy": environment,
    }


def test_images_are_pushed_to_the_environments_registry() -> None:
    deployment = workflow("deploy-environment")
    job = deployment.jobs["deploy"].document
    pushes = [step["run"] for step in job["steps"] if "images push" in step.get("run", "")]

    assert len(pushes) == 1
    assert "--environment" not in pushes[0]  # ENVIRONMENT, as for `ops deploy`
    assert deployment.document["env"] == {"ENVIRONMENT": "${{ inputs.environment }}"}
    assert job["environment"] == "${{ inputs.environment }}"
    assert workflow("deploy-production").jobs["deploy"].document["with"]["environment"] == DEFAULT_ENVIRONMENT
    assert "azurecr.io" not in str(deployment.document)
    assert "azurecr.io" not in str(workflow("deploy-production").document)


def test_only_staging_deploys_what_nobody_has_reviewed() -> None:
    assert {job.name: job.document["with"]["reviewed"] for job in CALLS} == {"staging": False, "deploy": True}


def test_staging_and_production_get_the_same_images() -> None:
    """Built once in a run; each environment pushes that archive, and `ops images push` compares it."""
    jobs = workflow("deploy-production").jobs
    staging, production = (jobs[name].document for name in ("staging", "deploy"))

    assert staging["uses"] == production["uses"]
    assert staging["with"]["image-tag"] == production["with"]["image-tag"]
    built = [job.name for job in JOBS if "ops images build" in str(job.document)]
    assert built == ["build-images"]


def test_deployments_wait_for_one_another_and_none_is_stopped() -> None:
    for name in ("deploy-production", "rollback"):
        concurrency = workflow(name).document["concurrency"]
        assert "${{" not in concurrency["group"]
        assert concurrency["cancel-in-progress"] is False


def test_nothing_is_deployed_before_it_was_tested_and_scanned() -> None:
    jobs = workflow("deploy-production").jobs
    build = jobs["build-images"].document
    runs = [step["run"] for step in build["steps"] if "run" in step]

    assert set(jobs["staging"].document["needs"]) == {"test", "build-images"}
    assert set(jobs["deploy"].document["needs"]) == {"test", "build-images", "staging"}
    assert "push" not in str(build)
    assert "id-token" not in build["permissions"]
    assert [run.partition("ops images ")[2].split()[0] for run in runs] == ["build", "scan"]


def _minutes() -> dict[str, tuple[int, int]]:
    """Return what is expected of each job of a deployment, and its limit, as the document says."""
    page = (PROJECT / "docs" / "deployment" / "deployment-workflow.md").read_text()
    rows = re.findall(r"^\| ([a-z-]+) \| (\d+) \| (\d+) \|", page, re.MULTILINE)
    return {job: (int(expected), int(limit)) for job, expected, limit in rows}


def test_the_document_has_the_limits_of_the_workflow() -> None:
    jobs = workflow("deploy-production").jobs

    assert {name: limit for name, (_, limit) in _minutes().items()} == {
        name: _limit(job) for name, job in jobs.items()
    }


def test_a_normal_deployment_is_expected_within_ten_minutes() -> None:
    minutes = _minutes()

    expected = max(minutes["test"][0], minutes["build-images"][0]) + minutes["deploy"][0]

    assert expected < 10
    assert all(usual < limit for usual, limit in minutes.values())

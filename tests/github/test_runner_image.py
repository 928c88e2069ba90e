"""Every program that a step calls is in the runner's image, or installed by a step before it."""

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from ops.engine.synthesis.stacks import PROJECT
from tests.github.commands import commands
from tests.github.files import Job, actions, local_action, workflows
from tests.github.runner_image import IMAGE, INSTALLED_BY, PROGRAMS, STARTED_BY_OPS
from tests.github.shell_programs import called_programs, own_scripts

JOBS = [job for one in workflows() for job in one.jobs.values()]


def _missing(steps: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what the steps of a job call and do not find, in order."""
    return list(_walk(steps, set(PROGRAMS)))


def _walk(steps: Sequence[Mapping[str, Any]], there: set[str]) -> Iterator[str]:
    for step in steps:
        name = str(step.get("uses", "")).partition("@")[0]
        if local := local_action(step):
            name = local
            yield from _walk(actions()[local]["runs"]["steps"], there)
        there |= INSTALLED_BY.get(name, frozenset())
        if "run" in step:
            yield from sorted(_called(step["run"]) - there)


def _called(script: str) -> set[str]:
    """Return what a script calls, also in the repository's own scripts and in the recipes of `make`."""
    found = called_programs(script)
    for own in own_scripts(script):
        found |= called_programs((PROJECT / own).read_text())
    for command in commands(script, "make"):
        # A target of the step's environment is one of these (actions/setup).
        targets = ["setup", "setup-deployment"] if "$TARGET" in command.arguments else command.arguments
        found |= _called_by_make(targets)
    for command in commands(script, "ops"):
        found |= STARTED_BY_OPS.get(command.arguments[:2], frozenset())
    return found


def _called_by_make(arguments: Sequence[str]) -> set[str]:
    """Ask make itself for the recipes, expanded, those of the workload included; none of them is run."""
    wanted = [word for word in arguments if word != "--output-sync=target"]
    done = subprocess.run(
        ["make", "--always-make", "--dry-run", *wanted],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    found = called_programs(done.stdout)
    for own in own_scripts(done.stdout):
        found |= called_programs((PROJECT / own).read_text())
    return found


def test_the_table_is_of_the_image_that_every_job_runs_on() -> None:
    assert {job.document["runs-on"] for job in JOBS if not job.calls} == {IMAGE}


@pytest.mark.parametrize("job", JOBS, ids=lambda job: f"{job.workflow}/{job.name}")
def test_a_job_finds_every_program_that_it_calls(job: Job) -> None:
    assert _missing(job.steps) == []


def test_what_a_step_calls_is_read_from_steps_scripts_and_recipes() -> None:
    assert _called("make lint") >= {"make", "npm", "grep", "python3"}
    assert "diff" in _called('.ci/synthesized-diff "$BASE" out | tee out.md')
    assert "jq" in _called(".ci/release-result a b c")


@pytest.mark.parametrize(
    "script",
    [
        "planted --version",
        "echo a | planted",
        'echo "$(planted)"',
        "if ! planted; then exit 1; fi",
        ".ci/retry --on 1 3 planted a",
        'for each in a b; do\n  planted "$each"\ndone',
        "x=$(($(planted) + 1))",
        "[[ -n $(planted) ]] && true",
        "case $1 in\n  a) planted ;;\nesac",
        "A=b planted > out",
    ],
)
def test_a_program_that_no_image_has_is_found(script: str) -> None:
    assert _missing([{"run": script}]) == ["planted"]


def test_a_program_counts_only_behind_the_step_that_installs_it() -> None:
    scan, install = {"run": "trivy image x"}, {"uses": "aquasecurity/setup-trivy@abc"}
    assert _missing([scan, install]) == ["trivy"]
    assert _missing([install, scan]) == []
    by_ops = {"run": ".ci/retry 3 ops images scan backend"}
    assert _missing([{"uses": "./.github/actions/setup"}, by_ops]) == ["trivy"]
    assert _missing([{"uses": "./.github/actions/setup"}, install, by_ops]) == []
    assert _missing([{"uses": "./.github/actions/setup"}, {"run": "ops plan"}]) == []


@pytest.mark.parametrize(
    "script",
    [
        "echo planted 'a; planted' \"b | planted\"  # planted",
        "cat <<EOF\nplanted\nEOF",
        "case $1 in\n  planted | other) true ;;\nesac",
        'words=(planted other)\necho "${words[@]}"',
        "planted() { true; }\nplanted",
    ],
)
def test_a_word_that_is_no_command_is_not_taken_for_one(script: str) -> None:
    assert _missing([{"run": script}]) == []

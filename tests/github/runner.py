"""Runs the `run:` steps of a job with the environment that GitHub's runner would give them.

Our composite actions are run, too. What is somebody else's (`uses: actions/…`) is not: a test says what such
a step puts out. Sources: docs.github.com, "Workflow commands for GitHub Actions" (GITHUB_ENV, GITHUB_OUTPUT,
GITHUB_PATH, GITHUB_STEP_SUMMARY), "Workflow syntax" (`shell`), "Contexts reference".
"""

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tests.github.expressions import condition, interpolate
from tests.github.files import Job, actions, local_action, workflow

# `shell: bash`, and no shell at all, mean these; source as above.
_SHELLS: Final = {"bash": ["bash", "--noprofile", "--norc", "-eo", "pipefail"], "": ["bash", "-e"]}
_SECONDS: Final = 600
_KEPT: Final = ("HOME", "LANG", "TMPDIR", "XDG_CACHE_HOME", "JSII_RUNTIME_PACKAGE_CACHE_ROOT")


@dataclass(frozen=True, kw_only=True)
class StepRun:
    """What became of one `run:` step: its name, exit code and what it printed."""

    name: str
    code: int
    printed: str


@dataclass(frozen=True, kw_only=True)
class JobRun:
    """What became of a job."""

    steps: Sequence[StepRun]
    outputs: Mapping[str, str]
    environment: Mapping[str, str]
    summary: str
    passed: bool

    @property
    def printed(self) -> str:
        """What all steps printed."""
        return "".join(step.printed for step in self.steps)

    def step(self, name: str) -> StepRun:
        """Return a step by its name."""
        return next(step for step in self.steps if step.name == name)


@dataclass(kw_only=True)
class Runner:
    """One machine for one job: its workspace, its temporary folder, and what GitHub knows.

    `path` are folders that come first on the PATH, `environment` adds variables. Of somebody else's
    steps `outputs` has the outputs, by id, and `failing` which fail; `without` names steps of ours to
    leave out.
    """

    workspace: Path
    temp: Path
    contexts: Mapping[str, Any]
    path: Sequence[Path] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    failing: Sequence[str] = ()
    without: Sequence[str] = ()

    def run(self, workflow_name: str, job: str) -> JobRun:
        """Run a job to its end."""
        machine = _Machine(self, workflow(workflow_name).document, workflow(workflow_name).jobs[job])
        return machine.run()


class _Machine:
    def __init__(self, runner: Runner, document: Mapping[str, Any], job: Job) -> None:
        self._runner = runner
        self._job = job
        self._shell = document.get("defaults", {}).get("run", {}).get("shell", "")
        self._env = {**document.get("env", {}), **job.document.get("env", {})}
        self._runs: list[StepRun] = []
        self._added: dict[str, str] = {}
        self._path = [str(folder) for folder in runner.path]
        self._summary = runner.temp / "_summary"
        runner.temp.mkdir(parents=True, exist_ok=True)
        self._summary.touch()

    def run(self) -> JobRun:
        contexts = self._contexts(self._runner.contexts)
        outputs = self._steps(self._job.steps, contexts, {})
        final = {**contexts, "steps": outputs}
        named = self._job.document.get("outputs", {}).items()
        return JobRun(
            steps=self._runs,
            outputs={name: interpolate(value, final) for name, value in named},
            environment=self._added,
            summary=self._summary.read_text(encoding="utf-8"),
            passed=not outputs["(failed)"],
        )

    def _contexts(self, given: Mapping[str, Any]) -> dict[str, Any]:
        env = {name: interpolate(value, given) for name, value in self._env.items()}
        runner = {"temp": str(self._runner.temp), "os": "Linux", "arch": "X64"}
        return {**given, "env": env, "runner": runner}

    def _steps(
        self, steps: Sequence[Mapping[str, Any]], contexts: Mapping[str, Any], outer: Mapping[str, str]
    ) -> dict[str, Any]:
        """Run steps and return the context `steps` that they leave."""
        left: dict[str, Any] = {}
        failed = False
        for step in steps:
            now = {**contexts, "steps": left}
            ran = condition(step.get("if", ""), now, failed=failed)
            outputs, code = self._step(step, now, outer) if ran else ({}, None)
            bad = code not in (None, 0)
            if "id" in step:
                outcome = "skipped" if not ran else "failure" if bad else "success"
                left[step["id"]] = {"outcome": outcome, "outputs": outputs}
            failed = failed or (bad and not step.get("continue-on-error"))
        left["(failed)"] = failed
        return left

    def _step(
        self, step: Mapping[str, Any], contexts: Mapping[str, Any], outer: Mapping[str, str]
    ) -> tuple[dict[str, str], int]:
        name = str(step.get("name") or step.get("uses") or step["run"]).strip()
        if name in self._runner.without:
            return {}, 0
        env = {key: interpolate(value, contexts) for key, value in step.get("env", {}).items()}
        if action := local_action(step):
            return self._action(action, step, contexts, {**outer, **env})
        if "run" not in step:
            id_ = step.get("id", "")
            return dict(self._runner.outputs.get(id_, {})), int(id_ in self._runner.failing)
        return self._shell_step(name, step, {**outer, **env}, contexts)

    def _action(
        self, name: str, step: Mapping[str, Any], contexts: Mapping[str, Any], outer: Mapping[str, str]
    ) -> tuple[dict[str, str], int]:
        action = actions()[name]
        given = {key: interpolate(value, contexts) for key, value in step.get("with", {}).items()}
        inputs = {key: given.get(key, about.get("default", "")) for key, about in action["inputs"].items()}
        inner = {**contexts, "inputs": inputs}
        left = self._steps(action["runs"]["steps"], inner, outer)
        outputs = {
            key: interpolate(about["value"], {**inner, "steps": left})
            for key, about in action.get("outputs", {}).items()
        }
        return outputs, int(left["(failed)"])

    def _shell_step(
        self, name: str, step: Mapping[str, Any], env: Mapping[str, str], contexts: Mapping[str, Any]
    ) -> tuple[dict[str, str], int]:
        files = {kind: self._runner.temp / f"_{kind}" for kind in ("script", "output", "env", "path")}
        for file in files.values():
            file.write_text("", encoding="utf-8")
        files["script"].write_text(interpolate(step["run"], contexts), encoding="utf-8")
        done = subprocess.run(
            [*_SHELLS[step.get("shell", self._shell)], str(files["script"])],
            cwd=self._runner.workspace,
            env=self._environment(files, {**contexts["env"], **env}, contexts),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        self._runs.append(StepRun(name=name, code=done.returncode, printed=done.stdout))
        self._added |= _pairs(files["env"])
        self._path = [*files["path"].read_text(encoding="utf-8").split("\n")[-2::-1], *self._path]
        return _pairs(files["output"]), done.returncode

    def _environment(
        self, files: Mapping[str, Path], env: Mapping[str, str], contexts: Mapping[str, Any]
    ) -> dict[str, str]:
        github = contexts["github"]
        return {
            **{name: os.environ[name] for name in _KEPT if name in os.environ},
            "PATH": os.pathsep.join([*self._path, os.environ["PATH"]]),
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_WORKSPACE": str(self._runner.workspace),
            "GITHUB_REPOSITORY": github["repository"],
            "GITHUB_SHA": github["sha"],
            "GITHUB_REF_NAME": github.get("ref_name", ""),
            "GITHUB_ACTOR": github.get("actor", "somebody"),
            "GITHUB_RUN_ID": "1",
            "GITHUB_SERVER_URL": "https://github.com",
            "RUNNER_TEMP": str(self._runner.temp),
            "GITHUB_OUTPUT": str(files["output"]),
            "GITHUB_ENV": str(files["env"]),
            "GITHUB_PATH": str(files["path"]),
            "GITHUB_STEP_SUMMARY": str(self._summary),
            **self._runner.environment,
            **self._added,
            **env,
        }


def _pairs(file: Path) -> dict[str, str]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", maxsplit=1) for line in lines if line)

"""The files of .github, read: workflows, their jobs and steps, and the composite actions."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from ops.engine.synthesis.stacks import PROJECT

GITHUB: Final = PROJECT / ".github"
WORKFLOWS: Final = GITHUB / "workflows"
ACTIONS: Final = GITHUB / "actions"


class _Loader(yaml.SafeLoader):
    """YAML 1.2 in what matters here: `on` is a word."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), ["t", "f"])


@dataclass(frozen=True, kw_only=True)
class Job:
    """A job of a workflow: it has steps, or it calls another workflow."""

    workflow: str
    name: str
    document: Mapping[str, Any]

    @property
    def steps(self) -> list[dict[str, Any]]:
        """Its steps as they are written; none when it calls a workflow."""
        return [] if self.calls else list(self.document["steps"])

    @property
    def calls(self) -> str | None:
        """The name of the workflow of ours that it calls; None when it has steps."""
        uses = re.fullmatch(r"\./\.github/workflows/([\w-]+)\.yml", str(self.document.get("uses", "")))
        return uses[1] if uses else None

    @property
    def permissions(self) -> dict[str, str]:
        """What its token may do."""
        return dict(self.document["permissions"])


@dataclass(frozen=True, kw_only=True)
class Workflow:
    """A workflow by its file's name without the ending."""

    name: str
    document: Mapping[str, Any]

    @property
    def triggers(self) -> dict[str, Any]:
        """What starts it, with its filters."""
        on = self.document["on"]
        return {on: None} if isinstance(on, str) else dict(on)

    @property
    def jobs(self) -> dict[str, Job]:
        """Its jobs by id."""
        jobs = self.document["jobs"].items()
        return {name: Job(workflow=self.name, name=name, document=job) for name, job in jobs}


@cache
def workflow(name: str) -> Workflow:
    """Return a workflow."""
    return Workflow(name=name, document=_read(WORKFLOWS / f"{name}.yml"))


@cache
def workflows() -> tuple[Workflow, ...]:
    """Return all workflows, by name."""
    return tuple(workflow(path.stem) for path in sorted(WORKFLOWS.glob("*.yml")))


@cache
def actions() -> dict[str, dict[str, Any]]:
    """Return the composite actions by name."""
    return {path.parent.name: _read(path) for path in sorted(ACTIONS.glob("*/action.yml"))}


def local_action(step: Mapping[str, Any]) -> str | None:
    """Return the name of the composite action that a step uses; None when it uses none of ours."""
    return str(step["uses"]).rpartition("/")[2] if str(step.get("uses", "")).startswith("./") else None


def all_steps() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every step of every workflow and action, and where it stands."""
    for one in workflows():
        for job in one.jobs.values():
            for number, step in enumerate(job.steps, start=1):
                yield f"{one.name}.yml, {job.name}, step {number}", step
    for name, action in actions().items():
        for number, step in enumerate(action["runs"]["steps"], start=1):
            yield f"actions/{name}, step {number}", step


def source_files() -> list[Path]:
    """Return every YAML file of the workflows and actions."""
    return sorted([*WORKFLOWS.glob("*.yml"), *ACTIONS.glob("*/action.yml")])


def _read(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    return document

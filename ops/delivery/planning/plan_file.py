"""A plan of any project, read from a file that `terraform show -json` wrote.

Nothing else is needed: no workspace, no cloud, no stacks of this repository.
"""

import json
import os
import re
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, ValidationError

from contract.inputs import SecretName
from ops.clients.git.repository import current_commit
from ops.common.errors import ExitCode, UserError
from ops.delivery.cost.change import cost_of_plan
from ops.delivery.planning.changes import read_changes
from ops.delivery.planning.fingerprint import fingerprint
from ops.delivery.planning.marks import sensitive_variables
from ops.delivery.planning.report import PlannedStack, PlanReport
from ops.engine.terraform.redaction import Redactor
from ops.engine.terraform.shell_secrets import shell_secrets

_REMEDY: Final = (
    "terraform show -json PLANFILE > FILE, of a plan that was saved with terraform plan -out=PLANFILE"
)
_STANDARD_INPUT: Final = "-"
_NO_NAME: Final = re.compile(r"[^\w.-]+")


class PlanFileError(UserError):
    """A file that is not the JSON of a plan."""

    exit_code = ExitCode.USAGE


class _Change(BaseModel):
    actions: list[Literal["no-op", "create", "read", "update", "delete", "forget"],]
    replace_paths: list[list[str | int]] = []


class _Resource(BaseModel):
    address: str
    type: str
    previous_address: str | None = None
    change: _Change


class _Plan(BaseModel):
    """What is read of a plan; everything else in it may be anything."""

    format_version: str
    errored: bool = False
    resource_changes: list[_Resource] = []
    resource_drift: list[_Resource] = []
    output_changes: dict[str, _Change] = {}
    variables: dict[str, dict[str, Any] | None] | None = {}


def report_of_files(
    files: Sequence[Path], *, environment: str, variables: Mapping[str, str] = os.environ
) -> PlanReport:
    """Return the report of plan files, one stack a file, named as the file without its ending.

    The secrets in `variables`, those of the shell, are masked wherever the plans have them.
    Files of one name are named with their folders, too. Raises PlanFileError for a file that is not such
    JSON, and for two files that no folder distinguishes.
    """
    return PlanReport(
        environment=environment,
        commit=current_commit(Path.cwd()),
        stacks=[
            _planned(file, name=name, environment=environment, variables=variables)
            for file, name in zip(files, _names(files), strict=True)
        ],
    )


def _names(files: Sequence[Path]) -> list[str]:
    """Return a name for each file, with as many of its folders as distinguish it."""
    parts = [_parts(file) for file in files]
    depths = [1] * len(files)
    while True:
        names = [_NO_NAME.sub("-", "-".join(part[-d:])) for part, d in zip(parts, depths, strict=True)]
        # A file system can take names that differ only in case for one.
        many = {name for name, number in Counter(map(str.casefold, names)).items() if number > 1}
        shared = [index for index, name in enumerate(names) if name.casefold() in many]
        if not shared:
            return names
        longer = [index for index in shared if depths[index] < len(parts[index])]
        if not longer:
            raise PlanFileError(
                f"two plans have the name {names[shared[0]]}",
                where=", ".join(str(files[index]) for index in shared),
                remedy="name each file once, and give each another name",
            )
        for index in longer:
            depths[index] += 1


def _parts(file: Path) -> tuple[str, ...]:
    if str(file) == _STANDARD_INPUT:
        return ("plan",)
    folders = file.absolute().parent
    return (*folders.relative_to(folders.anchor).parts, file.stem)


def _planned(file: Path, *, name: str, environment: str, variables: Mapping[str, str]) -> PlannedStack:
    plan = read_plan_file(file)
    declared = {*SecretName, *sensitive_variables(plan)}
    try:
        return PlannedStack(
            changes=read_changes(
                name, plan, redactor=Redactor(shell_secrets(variables, declared=declared)), own=False
            ),
            fingerprint=fingerprint(plan, own=False),
            cost=cost_of_plan(environment, name, plan),
        )
    except RecursionError as error:
        raise PlanFileError("the plan is nested too deeply", where=str(file), remedy=_REMEDY) from error


def read_plan_file(file: Path) -> dict[str, Any]:
    """Return a plan as `terraform show -json` wrote it; `-` is standard input. Raises PlanFileError."""
    plan = _parse(file, _read(file))
    try:
        checked = _Plan.model_validate(plan)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the document"
        kind = "a state, not a plan" if isinstance(plan, dict) and "values" in plan else "not that of a plan"
        raise PlanFileError(
            f"the JSON is {kind}: {place}: {first['msg']}", where=str(file), remedy=_REMEDY
        ) from error
    if not checked.format_version.startswith("1."):
        raise PlanFileError(
            f"the plan has format {checked.format_version}; 1.x is known", where=str(file), remedy=_REMEDY
        )
    if not {"resource_changes", "resource_drift", "output_changes", "planned_values"} & plan.keys():
        kind = "a state" if "values" in plan else "something else"
        raise PlanFileError(f"the JSON is {kind}, not a plan", where=str(file), remedy=_REMEDY)
    if checked.errored:
        raise PlanFileError(
            "the plan is incomplete: Terraform recorded an error in it",
            where=str(file),
            remedy="correct the error that terraform plan printed, and plan again",
        )
    return dict(plan)


def _read(file: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(file) == _STANDARD_INPUT else file.read_bytes()
    except OSError as error:
        raise PlanFileError(
            f"the plan cannot be read: {error.strerror}", where=str(file), remedy=_REMEDY
        ) from error


def _parse(file: Path, content: bytes) -> Any:
    if content.startswith(b"PK"):
        raise PlanFileError(
            "the file is a saved plan, not its JSON",
            where=str(file),
            remedy=f"terraform show -json {file.name} > {file.name}.json",
        )
    try:
        # UTF-16, too: PowerShell redirects in it.
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        reason = f"nested too deeply ({error})" if isinstance(error, RecursionError) else str(error)
        raise PlanFileError(f"the file is not JSON: {reason}", where=str(file), remedy=_REMEDY) from error

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
from typing import Any, Final

from pydantic import BaseModel, ValidationError, field_validator

from contract.inputs import SecretName
from ops.clients.git.repository import current_commit
from ops.common.errors import ExitCode, UserError
from ops.common.visible_text import visible_line
from ops.delivery.cost.change import cost_of_plan
from ops.delivery.planning.changes import read_changes
from ops.delivery.planning.fingerprint import drift_fingerprint, fingerprint
from ops.delivery.planning.marks import sensitive_variables
from ops.delivery.planning.plan_format import Project
from ops.delivery.planning.report import PlannedStack, PlanReport
from ops.engine.terraform.plan_json import parse_plan
from ops.engine.terraform.product import OPENTOFU, TERRAFORM, product_of_plan
from ops.engine.terraform.redaction import Redactor
from ops.engine.terraform.shell_secrets import shell_secrets

_REMEDY: Final = (
    "terraform show -json PLANFILE > FILE, of a plan that was saved with terraform plan -out=PLANFILE "
    "(or tofu for terraform)"
)
_TOO_DEEP: Final = (
    "find the value with hundreds of levels, such as a generated document, plan without its "
    "resource, and write that plan with terraform show -json"
)
# Source: https://developer.hashicorp.com/terraform/internals/json-format#change-representation.
_ACTIONS: Final = frozenset(
    {("no-op",), ("create",), ("read",), ("update",), ("delete",), ("forget",)}
    | {("delete", "create"), ("create", "delete"), ("create", "forget")}
)
_LONGEST_VALUE: Final = 100
_KINDS: Final[dict[type, str]] = {
    dict: "an object",
    list: "a list",
    str: "a text",
    bool: "a truth value",
    type(None): "null",
}
_STANDARD_INPUT: Final = "-"
_NO_NAME: Final = re.compile(r"[^\w.-]+")


class PlanFileError(UserError):
    """A file that is not the JSON of a plan."""

    exit_code = ExitCode.USAGE


class _Change(BaseModel):
    actions: list[str]
    replace_paths: list[list[str | int]] = []

    @field_validator("actions")
    @classmethod
    def _known(cls, actions: list[str]) -> list[str]:
        if tuple(actions) not in _ACTIONS:
            raise ValueError(f"{json.dumps(actions)[:_LONGEST_VALUE]} is no action of a plan")
        return actions


class _ResourceChange(_Change):
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


class _Resource(BaseModel):
    address: str
    type: str
    previous_address: str | None = None
    change: _ResourceChange


class _Deferred(BaseModel):
    reason: str
    resource_change: _Resource


class _Trigger(BaseModel):
    """What invokes an action."""


class _Invocation(BaseModel):
    address: str
    type: str
    lifecycle_action_trigger: _Trigger | None = None
    invoke_action_trigger: _Trigger | None = None


class _DeferredInvocation(BaseModel):
    reason: str
    action_invocation: _Invocation


class _Plan(BaseModel):
    """What is read of a plan; everything else in it may be anything."""

    format_version: str
    errored: bool = False
    resource_changes: list[_Resource] = []
    resource_drift: list[_Resource] = []
    deferred_changes: list[_Deferred] = []
    action_invocations: list[_Invocation] = []
    deferred_action_invocations: list[_DeferredInvocation] = []
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
    names = _names(files)
    plans = [read_plan_file(file) for file in files]
    return PlanReport(
        environment=environment,
        commit=current_commit(Path.cwd()),
        project=Project.OTHER,
        stacks=[
            _planned(plan, file=file, name=name, environment=environment, variables=variables)
            for plan, file, name in zip(plans, files, names, strict=True)
        ],
        product=OPENTOFU if OPENTOFU in map(product_of_plan, plans) else TERRAFORM,
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


def _planned(
    plan: dict[str, Any], *, file: Path, name: str, environment: str, variables: Mapping[str, str]
) -> PlannedStack:
    declared = {*SecretName, *sensitive_variables(plan)}
    try:
        return PlannedStack(
            changes=read_changes(
                name,
                plan,
                redactor=Redactor(shell_secrets(variables, declared=declared)),
                project=Project.OTHER,
            ),
            fingerprint=fingerprint(plan, project=Project.OTHER),
            drift_fingerprint=drift_fingerprint(plan, project=Project.OTHER),
            cost=cost_of_plan(environment, name, plan, limited=False),
        )
    except RecursionError as error:
        raise PlanFileError("the plan is nested too deeply", where=str(file), remedy=_TOO_DEEP) from error


def read_plan_file(file: Path) -> dict[str, Any]:
    """Return a plan as `terraform show -json` wrote it; `-` is standard input. Raises PlanFileError."""
    plan = _parse(file, _read(file))
    if not isinstance(plan, dict):
        raise PlanFileError(
            f"the JSON is {_kind(plan)}, not a plan, which is an object", where=str(file), remedy=_REMEDY
        )
    try:
        checked = _Plan.model_validate(plan)
    except ValidationError as error:
        kind = "a state, not a plan" if "values" in plan else "not that of a plan"
        raise PlanFileError(
            f"the JSON is {kind}: {_problem(error)}", where=str(file), remedy=_REMEDY
        ) from error
    if not checked.format_version.startswith("1."):
        raise PlanFileError(
            f"the plan has format_version {visible_line(checked.format_version[:_LONGEST_VALUE])!r}; "
            "ops reads 1.x",
            where=str(file),
            remedy="plan with a terraform or tofu that writes format 1.x, or use a newer ops",
        )
    if not {"resource_changes", "resource_drift", "output_changes", "planned_values"} & plan.keys():
        kind = "a state" if "values" in plan else "something else"
        raise PlanFileError(f"the JSON is {kind}, not a plan", where=str(file), remedy=_REMEDY)
    if checked.errored:
        raise PlanFileError(
            "the plan is incomplete: it records an error",
            where=str(file),
            remedy="correct the error that terraform plan (or tofu plan) printed, and plan again",
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
    if not content.strip():
        raise PlanFileError("the file is empty", where=str(file), remedy=_REMEDY)
    if content.startswith(b"PK"):
        raise PlanFileError(
            "the file is a saved plan, not its JSON",
            where=str(file),
            remedy=f"terraform show -json {file.name} > {file.name}.json (or tofu for terraform)",
        )
    try:
        # UTF-16, too: PowerShell redirects in it.
        return parse_plan(content)
    except RecursionError as error:
        raise PlanFileError(
            "the file is not read: its JSON is nested too deeply", where=str(file), remedy=_TOO_DEEP
        ) from error
    except UnicodeDecodeError as error:
        raise PlanFileError(
            f"the file is not JSON: it is not in UTF-8 (byte 0x{content[error.start]:02x} "
            f"at position {error.start})",
            where=str(file),
            remedy=f"{_REMEDY}; it is written in UTF-8, so let nothing convert it",
        ) from error
    except ValueError as error:
        raise PlanFileError(
            f"the file is not JSON: {_syntax(error)}", where=str(file), remedy=_REMEDY
        ) from error


def _syntax(error: ValueError) -> str:
    """Return what is wrong with the text, and where."""
    if not isinstance(error, json.JSONDecodeError):
        return str(error)
    place = f"line {error.lineno}, column {error.colno}"
    if not error.doc[error.pos :].strip() or error.msg.startswith("Unterminated"):
        return f"it is cut off; it ends at {place}"
    if error.msg == "Extra data":
        return f"another text follows the plan at {place}"
    return f"{error.msg} at {place}"


def _problem(error: ValidationError) -> str:
    """Return the first thing that is wrong. Values can be secret: only their kind is named."""
    first = error.errors()[0]
    place = visible_line(".".join(str(part) for part in first["loc"]))[:_LONGEST_VALUE]
    if first["type"] == "missing":
        return f"it has no {place}"
    if first["type"] == "value_error":
        return f"{place}: {first['ctx']['error']}"
    return f"{place} is {_kind(first['input'])}: {first['msg'].replace('dictionary', 'object')}"


def _kind(value: object) -> str:
    """Return the kind of a JSON value, with an article."""
    return _KINDS.get(type(value), "a number")

"""The events of a Terraform run, parsed from its `-json` output.

Source: https://developer.hashicorp.com/terraform/internals/machine-readable-ui. Events of other types are
`LogMessage`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final


class Level(StrEnum):
    """The severity of a diagnostic."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, kw_only=True)
class Diagnostic:
    """An error or a warning. `detail` has all its lines."""

    severity: Level
    summary: str
    detail: str = ""
    address: str = ""

    def __str__(self) -> str:
        """Return the diagnostic as Terraform prints it, without the frame."""
        where = f" ({self.address})" if self.address else ""
        return f"{self.summary}{where}" + (f"\n{self.detail}" if self.detail else "")


@dataclass(frozen=True, kw_only=True)
class PlannedChange:
    """A resource that the plan changes. `action` is create, read, update, replace, delete, move or import."""

    address: str
    resource_type: str
    action: str


@dataclass(frozen=True, kw_only=True)
class Drift:
    """A resource that was changed outside Terraform since the last apply."""

    address: str
    resource_type: str
    action: str


class Stage(StrEnum):
    """The stage of an operation on a resource."""

    STARTED = "started"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class Progress:
    """The progress of an operation on a resource; `seconds` since its start."""

    address: str
    action: str
    stage: Stage
    seconds: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Summary:
    """The number of resources to change, or changed. `operation` is plan, apply or destroy."""

    operation: str
    add: int
    change: int
    remove: int


@dataclass(frozen=True, kw_only=True)
class LogMessage:
    """An event of another type."""

    kind: str
    text: str


Event = Diagnostic | PlannedChange | Drift | Progress | Summary | LogMessage

_ERROR = "Error: "
# What Terraform draws around an error.
_FRAME = "╷│╵ "

#: The summaries of warnings that say nothing new: that of machines of another platform, which every mirror
#: causes; and those of -target, with which `ops recover` imports what exists, and nothing else.
EXPECTED_WARNINGS: Final = (
    "Incomplete lock file information for providers",
    "Resource targeting is in effect",
    "Applied changes may be incomplete",
)

_STAGES = {
    "apply_start": Stage.STARTED,
    "apply_progress": Stage.RUNNING,
    "apply_complete": Stage.DONE,
    "apply_errored": Stage.FAILED,
    "refresh_start": Stage.STARTED,
    "refresh_complete": Stage.DONE,
}


def read_event(line: str) -> Event | None:
    """Return one line of a log as an event; None for a line that is none, such as one that was cut off."""
    try:
        return parse_event(json.loads(line))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def parse_event(line: Mapping[str, Any]) -> Event:
    """Return one line of the stream as an event."""
    kind = str(line.get("type", "log"))
    match kind:
        case "diagnostic":
            return _diagnostic(line["diagnostic"])
        case "planned_change":
            return PlannedChange(**_change(line["change"]))
        case "resource_drift":
            return Drift(**_change(line["change"]))
        case "change_summary":
            return _summary(line["changes"])
        case _ if kind in _STAGES:
            return _progress(line["hook"], stage=_STAGES[kind])
        case _:
            return LogMessage(kind=kind, text=str(line.get("@message", "")))


def plain_diagnostics(text: str) -> list[Diagnostic]:
    """Return the errors in the text of a command without `-json`."""
    lines = [line.strip(_FRAME) for line in text.splitlines()]
    starts = [number for number, line in enumerate(lines) if line.startswith(_ERROR)]
    ends = [*starts[1:], len(lines)]
    return [
        Diagnostic(
            severity=Level.ERROR,
            summary=lines[start].removeprefix(_ERROR),
            detail="\n".join(lines[start + 1 : end]).strip(),
        )
        for start, end in zip(starts, ends, strict=False)
    ]


def _diagnostic(facts: Mapping[str, Any]) -> Diagnostic:
    return Diagnostic(
        severity=Level(facts["severity"]),
        summary=facts["summary"],
        detail=facts.get("detail", ""),
        address=facts.get("address", ""),
    )


def _change(facts: Mapping[str, Any]) -> dict[str, str]:
    resource = facts["resource"]
    return {
        "address": resource["addr"],
        "resource_type": resource["resource_type"],
        "action": facts["action"],
    }


def _summary(facts: Mapping[str, Any]) -> Summary:
    return Summary(
        operation=facts["operation"], add=facts["add"], change=facts["change"], remove=facts["remove"]
    )


def _progress(facts: Mapping[str, Any], *, stage: Stage) -> Progress:
    return Progress(
        address=facts["resource"]["addr"],
        action=facts.get("action", "read"),
        stage=stage,
        seconds=float(facts.get("elapsed_seconds", 0)),
    )

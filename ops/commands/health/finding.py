"""What `ops health` says about one thing, and how bad it is."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from ops.common.errors import ExitCode
from ops.delivery.rollout.diagnostics import shown_line
from ops.engine.terraform.redaction import Redactor


class Health(StrEnum):
    """How one thing is, the worst first."""

    FAILED = "failed"
    UNREAD = "unread"
    ATTENTION = "attention"
    ABSENT = "absent"
    OK = "ok"


class Area(StrEnum):
    """The parts of an environment, in the order in which one stands on the other."""

    NODES = "nodes"
    ADDONS = "addons"
    DAPR = "dapr"
    WORKLOADS = "workloads"
    AUTOSCALERS = "autoscalers"
    GATEWAY = "gateway"
    CERTIFICATES = "certificates"
    URL = "url"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One line of the table: what was looked at, how it is, and what to do where something is to be done."""

    section: Area
    subject: str
    status: Health
    detail: str
    remedy: str = ""


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings by severity; those alike in the order of the sections, then as they were found."""
    severity, place = list(Health), list(Area)
    return sorted(findings, key=lambda item: (severity.index(item.status), place.index(item.section)))


def exit_code(findings: Iterable[Finding]) -> ExitCode | None:
    """Return the exit code of the worst finding; None when nothing is to be done.

    What could not be read may be well: it wants attention, and is no proof of a failure.
    """
    statuses = {finding.status for finding in findings}
    if Health.FAILED in statuses:
        return ExitCode.UNHEALTHY
    if statuses & {Health.UNREAD, Health.ATTENTION}:
        return ExitCode.NEEDS_ATTENTION
    return None


def shown(finding: Finding, redactor: Redactor) -> Finding:
    """Return a finding as it may be shown: a cluster's messages may hold secrets or control characters."""
    return replace(finding, detail=shown_line(finding.detail, redactor))

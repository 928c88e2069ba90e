"""The scan of a built image with Trivy, and the verdict on each finding.

Trivy reports every high and critical finding, fixed or not, without an ignore file. Which of them block
is decided here, so that an accepted finding is shown with its reason, and a report without packages is no
pass. Source of the report's fields: github.com/aquasecurity/trivy v0.70.0, pkg/types/report.go.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from ops.commands.images.accepted import Accepted, AcceptedEntry
from ops.common.errors import MissingToolError, UserError

_SEVERITIES: Final = "HIGH,CRITICAL"
_ACCEPTED: Final = "accepted until"


class ScanError(UserError):
    """A scan that did not take place, or saw nothing."""


@dataclass(frozen=True, kw_only=True)
class Vulnerability:
    """One vulnerability of one package. `fixed` is empty when there is no fixed version."""

    id: str
    severity: str
    package: str
    installed: str
    fixed: str
    status: str
    distribution: str


@dataclass(frozen=True, kw_only=True)
class VulnerabilityVerdict:
    """A finding and what it means: it blocks, or an entry accepts it."""

    finding: Vulnerability
    blocks: bool
    reason: str


def run_trivy(layout: Path, *, report: Path) -> None:
    """Write Trivy's report on an image; raise MissingToolError or ScanError.

    Trivy reads the layout as a folder (github.com/aquasecurity/trivy/issues/5775).
    """
    if shutil.which("trivy") is None:
        raise MissingToolError(
            "there is no trivy on the PATH, so that the image cannot be scanned; it was not pushed",
            remedy="install Trivy (https://trivy.dev/latest/getting-started/installation/), 0.70.0 or newer: "
            "0.69.4 to 0.69.6 were malicious",
        )
    report.unlink(missing_ok=True)
    command = [
        *("trivy", "image", "--input", str(layout), "--scanners", "vuln", "--severity", _SEVERITIES),
        *("--format", "json", "--list-all-pkgs", "--output", str(report), "--exit-code", "0"),
    ]
    code = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=sys.__stderr__, check=False).returncode
    if code != 0:
        raise ScanError(
            f"trivy failed with exit code {code}; its message is above",
            where=str(layout),
            remedy="it downloads its database from ghcr.io or mirror.gcr.io: check the network, then run the "
            "command again",
        )


def read_findings(report: Path) -> list[Vulnerability]:
    """Return the findings of a report; raise ScanError when Trivy saw no package of the operating system."""
    try:
        document: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
        distribution = document["Metadata"]["OS"]["Family"]
        results = document["Results"]
        seen = sum(len(one.get("Packages") or ()) for one in results if one.get("Class") == "os-pkgs")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _saw_nothing(report) from error
    if not seen:
        raise _saw_nothing(report)
    return [
        _finding(found, distribution=distribution if result["Class"] == "os-pkgs" else "")
        for result in results
        for found in result.get("Vulnerabilities") or ()
    ]


def judge(
    findings: Sequence[Vulnerability], accepted: Accepted, *, today: date
) -> list[VulnerabilityVerdict]:
    """Return the verdict on each finding, those that block first."""
    verdicts = [_verdict(finding, accepted, today) for finding in findings]
    return sorted(
        verdicts, key=lambda one: (not one.blocks, one.finding.severity, one.finding.id, one.finding.package)
    )


def _verdict(finding: Vulnerability, accepted: Accepted, today: date) -> VulnerabilityVerdict:
    entries = [one for one in accepted.findings if one.id == finding.id]
    by_class = [
        one
        for one in accepted.unfixed
        if not finding.fixed and (one.severity, one.distribution) == (finding.severity, finding.distribution)
    ]
    found: list[AcceptedEntry] = [*entries, *by_class]
    for entry in found:
        if entry.expired_at > today:
            return VulnerabilityVerdict(
                finding=finding, blocks=False, reason=f"{_ACCEPTED} {entry.expired_at}: {entry.statement}"
            )
    if found:
        ends = max(entry.expired_at for entry in found)
        return VulnerabilityVerdict(finding=finding, blocks=True, reason=f"blocks: its entry ended on {ends}")
    remedy = f"update to {finding.fixed}" if finding.fixed else "no fixed version"
    return VulnerabilityVerdict(finding=finding, blocks=True, reason=f"blocks: {remedy}")


def _finding(found: dict[str, Any], *, distribution: str) -> Vulnerability:
    return Vulnerability(
        id=str(found["VulnerabilityID"]),
        severity=str(found.get("Severity", "UNKNOWN")),
        package=str(found["PkgName"]),
        installed=str(found.get("InstalledVersion", "")),
        fixed=str(found.get("FixedVersion", "")),
        status=str(found.get("Status", "")),
        distribution=distribution,
    )


def _saw_nothing(report: Path) -> ScanError:
    return ScanError(
        "trivy's report names no package of an operating system, so that it says nothing about the image",
        where=str(report),
        remedy="use a base whose packages Trivy knows (Debian, Alpine, distroless), or update Trivy",
    )

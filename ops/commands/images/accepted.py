"""The accepted findings of `.github/trivyignore.yaml`: each with a reason and an end date.

`vulnerabilities` has Trivy's own format, one finding an entry. `unfixed` is ours: one entry for the
findings of a severity in the system packages of one distribution, as long as that distribution has no
fixed package. Decision 0073 has the reasons. Source of Trivy's keys: trivy.dev, "Filtering",
".trivyignore.yaml".
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

import yaml

from ops.common.errors import UserError
from ops.engine.synthesis.stacks import PROJECT

ACCEPTED_FILE: Final = PROJECT / ".github" / "trivyignore.yaml"
_FINDING_KEYS: Final = {"id", "statement", "expired_at"}
_UNFIXED_KEYS: Final = {"severity", "distribution", "statement", "expired_at"}
_SHORTEST_REASON: Final = 20


class AcceptedFindingsError(UserError):
    """An entry without a reason, without an end date, or past it."""


@dataclass(frozen=True, kw_only=True)
class AcceptedEntry:
    """The reason of an entry, and the date on which it ends."""

    statement: str
    expired_at: date


@dataclass(frozen=True, kw_only=True)
class AcceptedFinding(AcceptedEntry):
    """One finding, by its id."""

    id: str


@dataclass(frozen=True, kw_only=True)
class AcceptedUnfixed(AcceptedEntry):
    """The findings of one severity for which a distribution has no fixed package."""

    severity: str
    distribution: str


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """All accepted findings."""

    findings: Sequence[AcceptedFinding] = field(default=())
    unfixed: Sequence[AcceptedUnfixed] = field(default=())

    def expired(self, today: date) -> list[str]:
        """Return the entries whose end date has passed. Trivy's rule: the date itself is past."""
        entries = [*((one.id, one.expired_at) for one in self.findings)]
        entries += [(f"unfixed {one.severity} in {one.distribution}", one.expired_at) for one in self.unfixed]
        return [f"{name} ({end})" for name, end in entries if end <= today]


def read_accepted(path: Path = ACCEPTED_FILE) -> Accepted:
    """Return the accepted findings; raise AcceptedFindingsError for an entry that is not complete."""
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise AcceptedFindingsError(
            f"the accepted findings cannot be read: {error}",
            where=str(path),
            remedy="correct the file; an empty list accepts nothing: vulnerabilities: []",
        ) from error
    if not isinstance(document, dict) or set(document) - {"vulnerabilities", "unfixed"}:
        raise _refused(path, "the file", "has other keys than `vulnerabilities` and `unfixed`")
    findings = [
        AcceptedFinding(id=_text(path, entry, "id"), **_reason(path, entry))
        for entry in _entries(path, document, "vulnerabilities", _FINDING_KEYS)
    ]
    return Accepted(
        findings=findings,
        unfixed=[_unfixed(path, entry) for entry in _entries(path, document, "unfixed", _UNFIXED_KEYS)],
    )


def _unfixed(path: Path, entry: dict[str, Any]) -> AcceptedUnfixed:
    severity = _text(path, entry, "severity")
    if severity != "HIGH":
        raise _refused(path, f"unfixed {severity}", "may be HIGH only: name a critical finding by its id")
    return AcceptedUnfixed(
        severity=severity, distribution=_text(path, entry, "distribution"), **_reason(path, entry)
    )


def _entries(path: Path, document: dict[str, Any], key: str, keys: set[str]) -> list[dict[str, Any]]:
    entries = document.get(key) or []
    if not isinstance(entries, list):
        raise _refused(path, f"`{key}`", "is not a list")
    for entry in entries:
        if not isinstance(entry, dict) or set(entry) != keys:
            raise _refused(path, str(entry), f"must have exactly these keys: {', '.join(sorted(keys))}")
    return entries


def _reason(path: Path, entry: dict[str, Any]) -> dict[str, Any]:
    statement = _text(path, entry, "statement")
    name = str(entry.get("id") or entry.get("severity"))
    if len(statement) < _SHORTEST_REASON:
        raise _refused(
            path,
            name,
            f"has no reason: `statement` is {statement!r}; write at least {_SHORTEST_REASON} characters",
        )
    if type(entry["expired_at"]) is not date:
        raise _refused(path, name, f"has no end date: `expired_at` is {entry['expired_at']!r}")
    return {"statement": statement, "expired_at": entry["expired_at"]}


def _text(path: Path, entry: dict[str, Any], key: str) -> str:
    if not isinstance(entry[key], str) or not entry[key].strip():
        raise _refused(path, str(entry), f"has no `{key}`")
    return " ".join(entry[key].split())


def _refused(path: Path, name: str, problem: str) -> AcceptedFindingsError:
    return AcceptedFindingsError(
        f"accepted findings: {name} {problem}",
        where=str(path),
        remedy="write why the finding does no harm here (`statement`), and until when (`expired_at`)",
    )

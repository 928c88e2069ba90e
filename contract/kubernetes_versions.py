"""The Kubernetes versions of AKS: since when each is offered, until when it is supported, and the source.

Source of the dates: learn.microsoft.com/azure/aks/supported-kubernetes-versions, "AKS Kubernetes release
calendar", as of commit fb060abe6a8fef960d4c487b543bf7b1e97808fe of github.com/MicrosoftDocs/azure-aks-docs
(21 August 2026). It names months; an end of life is the last day of the named month. What came after is read
from github.com/Azure/AKS/releases, up to 4 September 2026. `ops bootstrap` asks the region itself.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

#: The day on which the sources were read. They end in September 2026.
READ_ON: Final = date(2026, 11, 28)
#: How long before the end of support synthesis begins to warn.
WARNING: Final = timedelta(days=60)
#: The page to follow for an upgrade.
UPGRADE_RUNBOOK: Final = "docs/runbooks/upgrade-kubernetes.md"
_CALENDAR: Final = "learn.microsoft.com/azure/aks/supported-kubernetes-versions"
_RELEASES: Final = "github.com/Azure/AKS/releases/tag"


@dataclass(frozen=True, kw_only=True)
class KubernetesVersion:
    """A minor version on AKS, with the first and last day of its support.

    `verified` says that a source reports it as generally available. Of the others only a plan is known.
    """

    minor: str
    available: date
    end: date
    source: str
    verified: bool = True


VERSIONS: Final = (
    KubernetesVersion(
        minor="1.33", available=date(2025, 6, 1), end=date(2026, 7, 31), source=f"{_RELEASES}/2025-06-17"
    ),
    KubernetesVersion(
        minor="1.34", available=date(2025, 11, 1), end=date(2026, 11, 30), source=f"{_RELEASES}/2026-01-04"
    ),
    KubernetesVersion(
        minor="1.35", available=date(2026, 3, 1), end=date(2027, 3, 31), source=f"{_RELEASES}/2026-03-05"
    ),
    KubernetesVersion(
        minor="1.36", available=date(2026, 6, 1), end=date(2027, 6, 30), source=f"{_RELEASES}/2026-06-19"
    ),
    # Planned for October 2026, and a preview on 4 September 2026; that it became available is unverified.
    KubernetesVersion(
        minor="1.37",
        available=date(2026, 10, 1),
        end=date(2027, 10, 31),
        source=f"{_CALENDAR}, a plan",
        verified=False,
    ),
)


@dataclass(frozen=True, kw_only=True)
class AddonSupport:
    """The Kubernetes versions that an add-on's project supports with one of its releases."""

    chart: str
    release: str
    oldest: str
    newest: str
    source: str

    def covers(self, minor: str) -> bool:
        """Return whether the project supports this minor version."""
        return minor_number(self.oldest) <= minor_number(minor) <= minor_number(self.newest)


#: The add-ons whose projects name versions. Dapr names none: docs.dapr.io, "Dapr on Kubernetes", follows the
#: version skew policy of Kubernetes.
ADDON_SUPPORT: Final = (
    AddonSupport(
        chart="cert-manager",
        release="1.21",
        oldest="1.33",
        newest="1.36",
        source="cert-manager.io/docs/releases, read in October 2026",
    ),
    AddonSupport(
        chart="gateway-helm",
        release="1.9",
        oldest="1.33",
        newest="1.36",
        source="gateway.envoyproxy.io/news/releases/matrix, read in August 2026",
    ),
)


class SupportState(StrEnum):
    """The support of a version on a day."""

    SUPPORTED = "supported"
    ENDING = "ending"
    ENDED = "ended"
    UNVERIFIED = "unverified"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class VersionSupport:
    """The support of one version on one day, as a sentence, and what to do about it (empty: nothing)."""

    state: SupportState
    what: str
    remedy: str = ""

    @property
    def warning(self) -> str:
        """The sentence and the remedy in one line; empty while the version is supported."""
        return f"{self.what}; {self.remedy}" if self.remedy else ""


def find_version(minor: str) -> KubernetesVersion | None:
    """Return a minor version's row; None for one that the table does not have."""
    return next((version for version in VERSIONS if version.minor == minor), None)


def newest_verified() -> KubernetesVersion:
    """Return the newest version that a source reports as generally available."""
    return [version for version in VERSIONS if version.verified][-1]


def known_minors() -> str:
    """Return the minors of the table, for a message."""
    return ", ".join(version.minor for version in VERSIONS)


def warnings_of(minor: str, *, today: date) -> tuple[str, ...]:
    """Return what an owner of this version must know on a day: the end of its support, add-ons without it."""
    warning = support_of(minor, today=today).warning
    addons = [
        f"{one.chart} {one.release} supports Kubernetes {one.oldest} to {one.newest}, not {minor} "
        f"({one.source}); upgrade the chart first ({UPGRADE_RUNBOOK})"
        for one in ADDON_SUPPORT
        if not one.covers(minor)
    ]
    return (*([warning] if warning else []), *addons)


def support_of(minor: str, *, today: date) -> VersionSupport:
    """Return the support of a minor version on a day."""
    version = find_version(minor)
    if version is None:
        return VersionSupport(
            state=SupportState.UNKNOWN,
            what=f"Kubernetes {minor} is not in the table of AKS's versions ({known_minors()})",
            remedy=f"choose one of these, or add its dates to contract/kubernetes_versions.py ({_CALENDAR})",
        )
    upgrade = f"upgrade to {newest_verified().minor} ({UPGRADE_RUNBOOK})"
    if today > version.end:
        return VersionSupport(
            state=SupportState.ENDED,
            what=f"AKS's support for Kubernetes {minor} ended on {version.end}",
            remedy=f"{upgrade}: AKS refuses new clusters of it, and fixes no security problem in it",
        )
    if today > version.end - WARNING:
        days = (version.end - today).days
        return VersionSupport(
            state=SupportState.ENDING,
            what=f"AKS's support for Kubernetes {minor} ends on {version.end}, in {days} days",
            remedy=upgrade,
        )
    if not version.verified:
        return VersionSupport(
            state=SupportState.UNVERIFIED,
            what=f"Kubernetes {minor} was not yet generally available when the table was last read",
            remedy="`ops bootstrap` asks the region; a preview has no support",
        )
    return VersionSupport(
        state=SupportState.SUPPORTED, what=f"Kubernetes {minor} is supported until {version.end}"
    )


def minor_number(minor: str) -> tuple[int, ...]:
    """Return a minor version as numbers, which can be compared: 1.9 is before 1.30."""
    return tuple(int(part) for part in minor.split("."))

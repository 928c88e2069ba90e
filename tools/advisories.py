"""Security advisories about the deployed charts, and the command that finds pinned versions with one.

The table is kept by hand: when a chart is upgraded, read its project's release notes and advisories from the
pinned version on, and add an entry with the day.
"""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from stacks.charts import CERT_MANAGER, DAPR, ENVOY_GATEWAY


@dataclass(frozen=True, kw_only=True)
class Advisory:
    """A published fault of a chart's programs.

    `fixed` has the first version of each release line that does not have it. A line that is not named and is
    older than the newest fix has it.
    """

    chart: str
    title: str
    fixed: tuple[str, ...]
    source: str
    read: date

    def affects(self, version: str) -> bool:
        """Return whether a version has the fault."""
        given = _numbers(version)
        fixes = [_numbers(text) for text in self.fixed]
        of_line = [fix for fix in fixes if fix[:2] == given[:2]]
        return given < (of_line[0] if of_line else max(fixes))


_NOTES: Final = "github.com/dapr/dapr v1.18.3, docs/release_notes/"
_GATEWAY_NOTES: Final = "github.com/envoyproxy/gateway v1.9.1, release-notes/v1.9.1.yaml"
ADVISORIES: Final = (
    Advisory(
        chart=DAPR.name,
        title="CVE-2026-33186: gRPC requests without a leading slash bypass authorization",
        fixed=("1.16.12", "1.17.3", "1.18.0"),
        source=f"{_NOTES}v1.16.12.md, v1.17.3.md, v1.18.0.md",
        read=date(2026, 11, 27),
    ),
    Advisory(
        chart=DAPR.name,
        title="path traversal in a method's name bypasses the access control of service invocation",
        fixed=("1.16.14", "1.17.5", "1.18.0"),
        source=f"{_NOTES}v1.16.14.md, v1.17.5.md, v1.18.0.md",
        read=date(2026, 11, 27),
    ),
    Advisory(
        chart=DAPR.name,
        title="CVE-2025-69725: fault of the HTTP router go-chi in daprd",
        fixed=("1.18.2",),
        source=f"{_NOTES}v1.18.2.md",
        read=date(2026, 11, 27),
    ),
    Advisory(
        chart=DAPR.name,
        title="CVE-2026-2303: fault of the MongoDB driver in daprd",
        fixed=("1.18.2",),
        source=f"{_NOTES}v1.18.2.md",
        read=date(2026, 11, 27),
    ),
    Advisory(
        chart=ENVOY_GATEWAY.name,
        title="GHSA-w42f-28h3-998w: an EnvoyProxy's securityContext replaces the restricted one",
        fixed=("1.9.1",),
        source=_GATEWAY_NOTES,
        read=date(2026, 11, 28),
    ),
    Advisory(
        chart=ENVOY_GATEWAY.name,
        title="CVE-2026-47775: padding oracle of the OIDC session cookies",
        fixed=("1.9.1",),
        source=_GATEWAY_NOTES,
        read=date(2026, 11, 28),
    ),
    Advisory(
        chart=CERT_MANAGER.name,
        title="GHSA-8rvj-mm4h-c258: the role cert-manager-edit may create ACME challenges and orders",
        fixed=("1.19.6", "1.20.3", "1.21.0"),
        source="cert-manager.io/docs/releases/release-notes/, 1.19 to 1.21",
        read=date(2026, 11, 28),
    ),
    Advisory(
        chart=CERT_MANAGER.name,
        title="CVE-2026-84304 and CVE-2026-84445: faults of the gRPC library",
        fixed=("1.21.2",),
        source="github.com/cert-manager/website/pull/2261, the release notes of v1.21.2",
        read=date(2026, 11, 28),
    ),
)
PINNED: Final[Mapping[str, str]] = {
    chart.name: chart.version for chart in (DAPR, ENVOY_GATEWAY, CERT_MANAGER)
}


def affected(pinned: Mapping[str, str], advisories: Iterable[Advisory] = ADVISORIES) -> list[str]:
    """Return a line for each advisory that a pinned version is affected by."""
    return [
        f"{advisory.chart} {pinned[advisory.chart]}: {advisory.title}; "
        f"fixed in {', '.join(advisory.fixed)} (source: {advisory.source}, read {advisory.read})"
        for advisory in advisories
        if advisory.affects(pinned[advisory.chart])
    ]


def main() -> int:
    """Print what the pinned versions are affected by; return 1 if there is anything."""
    found = affected(PINNED)
    for line in found:
        print(f"error: {line}", file=sys.stderr)
    if found:
        print("remedy: pin a fixed version in stacks/charts.py (docs/deployment/addons.md)", file=sys.stderr)
    return 1 if found else 0


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.removeprefix("v").split("."))


if __name__ == "__main__":
    sys.exit(main())

"""The public URL, as a visitor sees it: the smoke tests, each tried once."""

from typing import Final

from ops.commands.health.finding import Area, Finding, Health
from ops.delivery.smoke.checks import SmokeTarget
from ops.delivery.smoke.run import SmokeReport, smoke

_NAME_IT: Final = "ops health --url https://…"


#: What stands for a visit where there is no URL: an answer, too.
NOT_VISITED: Final = "not visited"


def visit(target: SmokeTarget) -> SmokeReport:
    """Try each smoke test once."""
    return smoke(target, deadline_seconds=0)


def evaluate_visit(report: SmokeReport | str) -> list[Finding]:
    """Judge a visit, or NOT_VISITED."""
    if isinstance(report, str):
        return [
            Finding(
                section=Area.URL,
                subject="Public URL",
                status=Health.ABSENT,
                detail="not visited: no URL was given, and the app stack has no output public_url",
                remedy=_NAME_IT,
            )
        ]
    return [
        Finding(
            section=Area.URL,
            subject=f"{report.url}: {result.name}",
            status=Health.OK if result.passed else Health.FAILED,
            detail=result.detail,
            remedy="" if result.passed else "docs/deployment/access.md; gateway and pods above come first",
        )
        for result in report.results
    ]

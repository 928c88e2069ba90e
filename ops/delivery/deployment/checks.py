"""Checks that a release must pass after the apply."""

from collections.abc import Callable
from dataclasses import dataclass

from ops.common.errors import ExitCode, UserError
from ops.delivery.smoke.checks import SmokeTarget
from ops.delivery.smoke.run import smoke


class CheckFailedError(UserError):
    """A release that is applied but fails a check."""

    exit_code = ExitCode.RELEASE_FAILED


@dataclass(frozen=True, kw_only=True)
class ReleaseCheck:
    """A check. `run` returns the result in one line, or raises CheckFailedError."""

    name: str
    run: Callable[[], str]


def smoke_check(find_target: Callable[[], SmokeTarget], *, deadline_seconds: float) -> ReleaseCheck:
    """Return the smoke tests of a URL as a check. `find_target` is called after the apply."""

    def run() -> str:
        target = find_target()
        report = smoke(target, deadline_seconds=deadline_seconds)
        failed = [f"{result.name}: {result.detail}" for result in report.results if not result.passed]
        if failed:
            raise CheckFailedError(
                f"smoke tests failed after {deadline_seconds:.0f} s: {'; '.join(failed)}",
                where=target.url,
                remedy="look at the workloads: ops context, then kubectl --namespace todo get pods",
            )
        return f"{target.url}: " + ", ".join(f"{result.name} ({result.detail})" for result in report.results)

    return ReleaseCheck(name="Smoke tests", run=run)

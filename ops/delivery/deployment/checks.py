"""What a release must pass after it was applied."""

from collections.abc import Callable
from dataclasses import dataclass

from ops.common.errors import ExitCode, UserError
from ops.delivery.smoke.checks import Target
from ops.delivery.smoke.run import smoke


class CheckFailedError(UserError):
    """A release is up and does not do what it must."""

    exit_code = ExitCode.RELEASE_FAILED


@dataclass(frozen=True, kw_only=True)
class ReleaseCheck:
    """One check. `run` returns what it saw, or raises CheckFailedError."""

    name: str
    run: Callable[[], str]


def smoke_check(find_target: Callable[[], Target], *, deadline_seconds: float) -> ReleaseCheck:
    """Return the smoke tests of a URL as a check. The URL is asked for late: the release may change it."""

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

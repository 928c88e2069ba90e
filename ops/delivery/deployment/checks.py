"""Checks that a release must pass after the apply."""

from collections.abc import Callable
from dataclasses import dataclass

from ops.common.errors import ExitCode, UserError
from ops.common.progress import ProgressSink
from ops.delivery.smoke.checks import SmokeTarget
from ops.delivery.smoke.run import smoke, wait_for_certificate


class CheckFailedError(UserError):
    """A release that is applied but fails a check."""

    exit_code = ExitCode.RELEASE_FAILED


@dataclass(frozen=True, kw_only=True)
class ReleaseCheck:
    """A check. `run` shows its progress, and returns the result in one line or raises CheckFailedError."""

    name: str
    run: Callable[[ProgressSink], str]


def certificate_check(find_target: Callable[[], SmokeTarget], *, deadline_seconds: float) -> ReleaseCheck:
    """Return the wait for the first certificate as a check: it is issued once the gateway is reachable.

    The smoke tests' deadline is for an environment that has a certificate. `find_target` is called after the
    apply.
    """

    def run(progress: ProgressSink) -> str:
        target = find_target()
        if not target.secure:
            return "plain HTTP: no certificate"
        result = wait_for_certificate(target, deadline_seconds=deadline_seconds, progress=progress)
        if not result.passed:
            raise CheckFailedError(
                f"the first certificate is not there after {deadline_seconds:.0f} s: {result.detail}",
                where=target.url,
                remedy="ops context, then kubectl --namespace todo describe certificate,challenges; see "
                "docs/deployment/access.md. Then run this command again: it goes on where it ended",
            )
        return f"{result.detail}, after {result.seconds:.0f} s"

    return ReleaseCheck(name="Certificate", run=run)


def smoke_check(find_target: Callable[[], SmokeTarget], *, deadline_seconds: float) -> ReleaseCheck:
    """Return the smoke tests of a URL as a check. `find_target` is called after the apply."""

    def run(_: ProgressSink) -> str:
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

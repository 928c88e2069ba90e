"""The run of the smoke tests: each check is retried until it passes or the deadline is over."""

import ssl
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import httpx

from ops.common.progress import ProgressSink
from ops.delivery.smoke.checks import (
    Attempt,
    Check,
    SmokeTarget,
    backend_is_healthy,
    certificate_lasts,
    frontend_loads,
    plain_http_redirects,
)

EVERYWHERE: Final[Mapping[str, Check]] = {
    "frontend loads": frontend_loads,
    "backend healthy": backend_is_healthy,
}
ON_HTTPS: Final[Mapping[str, Check]] = {
    "certificate": certificate_lasts,
    "HTTP redirects": plain_http_redirects,
}
_PAUSE_SECONDS: Final = 1.0
# Each attempt is a handshake with the gateway: the certificate is waited for without hurry.
_CERTIFICATE_PAUSE_SECONDS: Final = 5.0


@dataclass(frozen=True, kw_only=True)
class CheckResult:
    """The result of a check: its last detail, number of attempts, and seconds."""

    name: str
    passed: bool
    detail: str
    attempts: int
    seconds: float


@dataclass(frozen=True, kw_only=True)
class SmokeReport:
    """The results for a URL."""

    url: str
    results: tuple[CheckResult, ...]

    @property
    def passed(self) -> bool:
        """Whether every check passed."""
        return all(result.passed for result in self.results)


def smoke(
    target: SmokeTarget, *, deadline_seconds: float, pause: Callable[[float], None] = time.sleep
) -> SmokeReport:
    """Run all applicable checks in parallel; retry each until it passes or the deadline is over."""
    checks = {**EVERYWHERE, **(ON_HTTPS if target.secure else {})}
    end = time.monotonic() + deadline_seconds
    with ThreadPoolExecutor(max_workers=len(checks)) as pool:
        results = pool.map(
            lambda item: _until_passed(*item, target=target, end=end, pause=pause), checks.items()
        )
        return SmokeReport(url=target.url, results=tuple(results))


def wait_for_certificate(
    target: SmokeTarget,
    *,
    deadline_seconds: float,
    progress: ProgressSink,
    pause: Callable[[float], None] = time.sleep,
) -> CheckResult:
    """Wait until the gateway serves a trusted certificate, or the deadline is over; show each attempt."""
    start = time.monotonic()

    def handshake(tried: SmokeTarget) -> Attempt:
        attempt = _try(certificate_lasts, tried)
        waited = time.monotonic() - start
        progress.update(f"{attempt.detail} (after {waited:.0f} of {deadline_seconds:.0f} s)")
        return attempt

    return _until_passed(
        "certificate",
        handshake,
        target=target,
        end=start + deadline_seconds,
        pause=pause,
        pause_seconds=_CERTIFICATE_PAUSE_SECONDS,
    )


def _until_passed(
    name: str,
    check: Check,
    *,
    target: SmokeTarget,
    end: float,
    pause: Callable[[float], None],
    pause_seconds: float = _PAUSE_SECONDS,
) -> CheckResult:
    start = time.monotonic()
    attempts = 0
    while True:
        attempts += 1
        attempt = _try(check, target)
        if attempt.passed or time.monotonic() + pause_seconds >= end:
            return CheckResult(
                name=name,
                passed=attempt.passed,
                detail=attempt.detail,
                attempts=attempts,
                seconds=time.monotonic() - start,
            )
        pause(pause_seconds)


def _try(check: Check, target: SmokeTarget) -> Attempt:
    """Run a check once; an unreachable or untrusted server is a failed attempt, not an error."""
    try:
        return check(target)
    except ssl.SSLCertVerificationError as error:
        return Attempt(passed=False, detail=f"certificate refused: {error.verify_message}")
    except (httpx.HTTPError, OSError) as error:
        return Attempt(passed=False, detail=f"no answer: {error}")

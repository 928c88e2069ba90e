"""Running smoke tests: each check until it passes or the deadline is over."""

import ssl
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import httpx

from ops.delivery.smoke.checks import (
    Check,
    Finding,
    Target,
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


@dataclass(frozen=True, kw_only=True)
class CheckResult:
    """How one check ended: what it saw last, how often it was tried, after how many seconds it was over."""

    name: str
    passed: bool
    detail: str
    attempts: int
    seconds: float


@dataclass(frozen=True, kw_only=True)
class SmokeReport:
    """How a URL did."""

    url: str
    results: tuple[CheckResult, ...]

    @property
    def passed(self) -> bool:
        """Whether every check passed."""
        return all(result.passed for result in self.results)


def smoke(
    target: Target, *, deadline_seconds: float, pause: Callable[[float], None] = time.sleep
) -> SmokeReport:
    """Run all checks that apply to the URL, at once; retry each until it passes or the time is over."""
    checks = {**EVERYWHERE, **(ON_HTTPS if target.secure else {})}
    end = time.monotonic() + deadline_seconds
    with ThreadPoolExecutor(max_workers=len(checks)) as pool:
        results = pool.map(
            lambda item: _until_passed(*item, target=target, end=end, pause=pause), checks.items()
        )
        return SmokeReport(url=target.url, results=tuple(results))


def _until_passed(
    name: str, check: Check, *, target: Target, end: float, pause: Callable[[float], None]
) -> CheckResult:
    start = time.monotonic()
    attempts = 0
    while True:
        attempts += 1
        finding = _try(check, target)
        if finding.passed or time.monotonic() + _PAUSE_SECONDS >= end:
            return CheckResult(
                name=name,
                passed=finding.passed,
                detail=finding.detail,
                attempts=attempts,
                seconds=time.monotonic() - start,
            )
        pause(_PAUSE_SECONDS)


def _try(check: Check, target: Target) -> Finding:
    """Run a check once; a server that cannot be reached or trusted is a finding, not an error of ours."""
    try:
        return check(target)
    except ssl.SSLCertVerificationError as error:
        return Finding(passed=False, detail=f"certificate refused: {error.verify_message}")
    except (httpx.HTTPError, OSError) as error:
        return Finding(passed=False, detail=f"no answer: {error}")

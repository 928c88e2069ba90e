"""What the users saw: requests, and figures computed from them."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request: begun `at` seconds after the first user, answered `seconds` later.

    `failure` says what was wrong with the answer, and is empty when nothing was.
    """

    at: float
    name: str
    seconds: float
    failure: str = ""


@dataclass(frozen=True, kw_only=True)
class Interval:
    """The requests that were answered in one interval of time, which begins `at` seconds.

    Without an answer in the interval there are no response times.
    """

    at: float
    length: float
    requests: int
    failures: int
    p50: float | None
    p95: float | None

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.length

    @property
    def failure_rate(self) -> float:
        """Failed requests a second."""
        return self.failures / self.length


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """All requests of one name."""

    name: str
    requests: int
    failures: int
    p50: float
    p95: float
    slowest: float


def percentile(values: Iterable[float], percent: float) -> float | None:
    """Return the smallest value that is not exceeded by so many percent of them (nearest rank)."""
    ordered = sorted(values)
    if not ordered:
        return None
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def intervals(requests: Sequence[Request], *, length: float) -> tuple[Interval, ...]:
    """Return the requests by the interval in which they were answered, with no interval left out."""
    if not requests:
        return ()
    found: dict[int, list[Request]] = {}
    for request in requests:
        found.setdefault(int((request.at + request.seconds) // length), []).append(request)
    return tuple(
        _interval(found.get(number, []), at=number * length, length=length)
        for number in range(min(found), max(found) + 1)
    )


def endpoints(requests: Iterable[Request]) -> tuple[Endpoint, ...]:
    """Return the figures by name, the slowest 95th percentile first."""
    by_name: dict[str, list[Request]] = {}
    for request in requests:
        by_name.setdefault(request.name, []).append(request)
    found = [_endpoint(name, own) for name, own in by_name.items()]
    return tuple(sorted(found, key=lambda endpoint: (-endpoint.p95, endpoint.name)))


def failures(requests: Iterable[Request]) -> tuple[tuple[str, str, int], ...]:
    """Return name, failure and how often, the most frequent first."""
    counted = Counter((request.name, request.failure) for request in requests if request.failure)
    return tuple((name, failure, times) for (name, failure), times in counted.most_common())


def _interval(requests: Sequence[Request], *, at: float, length: float) -> Interval:
    times = [request.seconds for request in requests]
    return Interval(
        at=at,
        length=length,
        requests=len(requests),
        failures=sum(bool(request.failure) for request in requests),
        p50=percentile(times, 50),
        p95=percentile(times, 95),
    )


def _endpoint(name: str, requests: Sequence[Request]) -> Endpoint:
    times = [request.seconds for request in requests]
    return Endpoint(
        name=name,
        requests=len(requests),
        failures=sum(bool(request.failure) for request in requests),
        p50=percentile(times, 50) or 0.0,
        p95=percentile(times, 95) or 0.0,
        slowest=max(times),
    )

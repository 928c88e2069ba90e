import pytest

from ops.commands.load.requests import Endpoint, Request, endpoints, failures, intervals, percentile


def request(at: float, seconds: float = 0.1, *, name: str = "page", failure: str = "") -> Request:
    return Request(at=at, seconds=seconds, name=name, failure=failure)


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [
        ([], 95, None),
        ([7.0], 95, 7.0),
        ([float(value) for value in range(1, 101)], 95, 95.0),
        ([float(value) for value in range(1, 101)], 50, 50.0),
        ([3.0, 1.0, 2.0], 50, 2.0),
    ],
)
def test_a_percentile_is_the_nearest_rank(
    values: list[float], percent: float, expected: float | None
) -> None:
    assert percentile(values, percent) == expected


def test_a_request_belongs_to_the_interval_of_its_answer() -> None:
    first, second = intervals([request(0.5), request(1.9, 0.2, failure="HTTP 503")], length=2)
    assert (first.at, first.requests, first.failures, first.rate) == (0, 1, 0, 0.5)
    assert (second.at, second.requests, second.failures, second.failure_rate) == (2, 1, 1, 0.5)


def test_an_interval_without_an_answer_is_there_and_has_no_response_time() -> None:
    found = intervals([request(0), request(9)], length=3)
    seen = [(one.at, one.requests, one.p95) for one in found]
    assert seen == [(0, 1, 0.1), (3, 0, None), (6, 0, None), (9, 1, 0.1)]


def test_no_requests_make_no_intervals() -> None:
    assert intervals([], length=1) == ()


def test_endpoints_come_slowest_first() -> None:
    found = endpoints([request(0, 0.1), request(1, 0.3, failure="HTTP 500"), request(0, 0.9, name="sign up")])
    assert found == (
        Endpoint(name="sign up", requests=1, failures=0, p50=0.9, p95=0.9, slowest=0.9),
        Endpoint(name="page", requests=2, failures=1, p50=0.1, p95=0.3, slowest=0.3),
    )


def test_failures_are_counted_by_request_and_reason() -> None:
    found = failures(
        [
            request(0),
            request(1, failure="HTTP 503"),
            request(2, failure="HTTP 429", name="sign up"),
            request(3, failure="HTTP 503"),
        ]
    )
    assert found == (("page", "HTTP 503", 2), ("sign up", "HTTP 429", 1))

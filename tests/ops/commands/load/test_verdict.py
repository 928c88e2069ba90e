from typing import Any

import pytest

from ops.commands.load.plan import Limits, LoadPlan
from ops.commands.load.scaling import ClusterLook
from ops.commands.load.verdict import (
    FAILED_REQUESTS,
    P95,
    SCALED_DOWN,
    SCALED_UP,
    Criterion,
    Result,
    evaluate,
)
from tests.ops.commands.load.records import FRONTEND, looks, record, requests, scales, workload


def criterion(name: str, **facts: Any) -> Criterion:
    return next(one for one in evaluate(record(**facts)).criteria if one.name == name)


def silent(found: tuple[ClusterLook, ...], start: float, end: float) -> tuple[ClusterLook, ...]:
    """Return the same looks, of which those between two moments got no answer."""
    return tuple(
        ClusterLook(at=look.at, failure="no route") if start <= look.at < end else look for look in found
    )


def test_a_good_application_passes_every_criterion() -> None:
    verdict = evaluate(record())
    assert [one.name for one in verdict.criteria] == [P95, FAILED_REQUESTS, SCALED_UP, SCALED_DOWN]
    assert {one.result for one in verdict.criteria} == {Result.PASSED}
    assert verdict.result is Result.PASSED
    assert verdict.summary == (
        "p95: 0.10 s; 0 requests failed; scaled up: todo-backend after 20 s; "
        "scaled down: todo-backend after 320 s"
    )


def test_the_response_time_must_be_below_the_limit() -> None:
    found = criterion(P95, requests=requests(1.0))
    assert (found.result, found.measured, found.limit) == (Result.FAILED, "1.00 s", "below 1 s")


def test_a_slow_tenth_of_the_requests_fails_and_a_slow_hundredth_does_not() -> None:
    tenth = requests(0.1, number=90) + requests(3.0, number=10)
    hundredth = requests(0.1, number=99) + requests(3.0, number=1)
    assert criterion(P95, requests=tenth).result is Result.FAILED
    assert criterion(P95, requests=hundredth).result is Result.PASSED


def test_how_long_the_limit_was_not_kept_is_told_even_when_all_in_all_it_was() -> None:
    found = criterion(P95, requests=requests(0.1) + requests(3.0, number=2))
    assert found.result is Result.PASSED
    assert found.detail.startswith("at or above the limit for 6 s, 182 requests")


def test_one_failed_request_is_one_too_many() -> None:
    verdict = evaluate(record(requests=requests(failed=1)))
    assert verdict.result is Result.FAILED
    assert verdict.summary == "1 requests failed"


def test_without_an_answer_nothing_is_proven() -> None:
    verdict = evaluate(record(requests=()))
    assert verdict.result is Result.NOT_MEASURED
    assert verdict.summary == "not measured: p95, failed requests"


def test_fewer_users_than_wanted_prove_nothing_good() -> None:
    fewer = ((0.0, 1), (180.0, 60))
    found = evaluate(record(users=fewer))
    assert {one.result for one in found.criteria if one.name != SCALED_DOWN} == {Result.NOT_MEASURED}
    assert "60 users at most instead of 100" in found.criteria[0].detail
    assert criterion(P95, users=fewer, requests=requests(2.0)).result is Result.FAILED


def test_a_load_that_was_stopped_proves_nothing_good() -> None:
    found = criterion(FAILED_REQUESTS, ended=42.0, stopped=True)
    assert found.result is Result.NOT_MEASURED
    assert "stopped after 42 s of 180 s" in found.detail


@pytest.mark.parametrize(
    ("ready_at", "result"), [(25, Result.PASSED), (90, Result.PASSED), (92, Result.FAILED)]
)
def test_more_pods_must_be_ready_within_a_minute_of_full_load(ready_at: float, result: Result) -> None:
    assert criterion(SCALED_UP, looks=looks(scales(up_at=ready_at))).result is result


def test_pods_that_come_before_all_users_are_there_took_no_time() -> None:
    assert criterion(SCALED_UP, looks=looks(scales(up_at=10))).measured == "todo-backend after 0 s"


def test_a_late_pod_is_told_from_a_late_autoscaler() -> None:
    def course(at: float) -> tuple[Any, ...]:
        ready, wanted = (4 if at >= 150 else 2), (4 if at >= 60 else 2)
        return (workload(ready=ready, wanted=wanted, cpu_percent=150.0),)

    found = criterion(SCALED_UP, looks=looks(course))
    assert (found.result, found.measured) == (Result.FAILED, "todo-backend after 120 s")
    assert "asked for after 30 s, the first ready after 120 s" in found.detail


def test_a_busy_workload_that_never_grows_fails() -> None:
    found = criterion(
        SCALED_UP, looks=looks(lambda at: (workload(cpu_percent=95.0 if at > 20 else 5.0, wanted=3),))
    )
    assert (found.result, found.measured) == (Result.FAILED, "todo-backend not at all")
    assert "95% of its CPU at most, target 70%, and had 2 pods until the end, 3 asked for" in found.detail


@pytest.mark.parametrize(("percent", "result"), [(77.0, Result.NOT_MEASURED), (78.0, Result.FAILED)])
def test_the_autoscaler_may_leave_a_use_alone_that_is_near_its_target(percent: float, result: Result) -> None:
    assert criterion(SCALED_UP, looks=looks(lambda _: (workload(cpu_percent=percent),))).result is result


def test_a_load_too_small_to_scale_anything_measures_nothing() -> None:
    verdict = evaluate(record(looks=looks(lambda _: (workload(), workload(FRONTEND)))))
    assert verdict.result is Result.NOT_MEASURED
    assert verdict.summary == "not measured: scaled up, scaled down"
    assert "used 10% of its CPU at most, target 70%: no reason to scale" in verdict.criteria[2].detail


def test_a_workload_that_was_at_its_maximum_before_the_load_measures_nothing() -> None:
    found = criterion(SCALED_UP, looks=looks(lambda _: (workload(ready=5, wanted=5, cpu_percent=95.0),)))
    assert found.result is Result.NOT_MEASURED
    assert "had its maximum of 5 pods before the load" in found.detail


def test_an_autoscaler_without_metrics_measures_nothing() -> None:
    found = criterion(SCALED_UP, looks=looks(lambda _: (workload(cpu_percent=None),)))
    assert found.result is Result.NOT_MEASURED
    assert "has no CPU metric of todo-backend" in found.detail


def test_one_busy_workload_that_does_not_grow_is_not_hidden_by_one_that_does() -> None:
    def course(at: float) -> tuple[Any, ...]:
        return (*scales()(at)[:1], workload(FRONTEND, cpu_percent=120.0))

    found = criterion(SCALED_UP, looks=looks(course))
    assert (found.result, found.measured) == (Result.FAILED, "todo-frontend not at all")


def test_a_load_that_ended_before_the_limit_does_not_blame_the_autoscaler() -> None:
    short = looks(lambda at: (workload(cpu_percent=150.0),), until=60)
    found = criterion(SCALED_UP, looks=short, ended=60.0, plan=LoadPlan(duration=60))
    assert found.result is Result.NOT_MEASURED
    assert "the load ended before the limit" in found.detail


def test_growth_that_nobody_saw_in_time_is_neither_passed_nor_failed() -> None:
    found = criterion(SCALED_UP, looks=silent(looks(scales(up_at=80)), 60, 110))
    assert found.result is Result.NOT_MEASURED
    assert "the cluster was not seen from 58 s to 110 s" in found.detail


def test_a_silence_that_decides_nothing_changes_nothing() -> None:
    assert criterion(SCALED_UP, looks=silent(looks(scales(up_at=50)), 60, 110)).result is Result.PASSED
    assert criterion(SCALED_UP, looks=silent(looks(scales(up_at=120)), 40, 80)).result is Result.FAILED


def test_a_cluster_that_never_answered_is_not_measured_and_says_so() -> None:
    found = evaluate(record(looks=silent(looks(scales()), -10, 1000)))
    assert found.result is Result.NOT_MEASURED
    assert [(one.name, one.detail) for one in found.criteria[2:]] == [
        (SCALED_UP, "no route"),
        (SCALED_DOWN, "no route"),
    ]


def test_a_namespace_without_an_autoscaler_is_not_measured() -> None:
    assert "nothing in the namespace" in criterion(SCALED_UP, looks=looks(lambda _: ())).detail


def test_a_cluster_that_nobody_wanted_to_see_does_not_count() -> None:
    verdict = evaluate(record(watched=False, looks=()))
    assert verdict.result is Result.PASSED
    assert [one.result for one in verdict.criteria[2:]] == [Result.NOT_MEASURED] * 2
    assert verdict.criteria[2].detail == "--no-cluster"


@pytest.mark.parametrize(
    ("rest_at", "result"), [(480, Result.PASSED), (780, Result.PASSED), (784, Result.FAILED)]
)
def test_the_pods_must_be_gone_within_the_limit(rest_at: float, result: Result) -> None:
    assert criterion(SCALED_DOWN, looks=looks(scales(down_at=rest_at), until=790)).result is result


def test_pods_that_stay_fail_and_are_counted() -> None:
    found = criterion(SCALED_DOWN, looks=looks(scales(down_at=5000), until=790))
    assert (found.result, found.measured) == (Result.FAILED, "todo-backend not at all")
    assert found.detail.startswith("todo-backend had 4 pods, 4 asked for, minimum 2")


def test_waiting_that_was_stopped_measures_nothing() -> None:
    found = criterion(SCALED_DOWN, looks=looks(scales(), until=300), stopped=True)
    assert found.result is Result.NOT_MEASURED
    assert "watching was stopped before the limit" in found.detail


def test_a_cluster_that_falls_silent_on_the_way_down_measures_nothing() -> None:
    found = criterion(SCALED_DOWN, looks=silent(looks(scales(), until=790), 300, 1000))
    assert found.result is Result.NOT_MEASURED
    assert "the cluster did not answer before the limit" in found.detail


def test_limits_are_those_of_the_record() -> None:
    limits = Limits(p95=0.05, up_within=5, down_within=10)
    results = {one.name: one.result for one in evaluate(record(limits=limits)).criteria}
    assert results == {
        P95: Result.FAILED,
        FAILED_REQUESTS: Result.PASSED,
        SCALED_UP: Result.FAILED,
        SCALED_DOWN: Result.FAILED,
    }

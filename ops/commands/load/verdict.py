"""The verdict of a load test, computed only from its record."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ops.commands.load.record import Record
from ops.commands.load.requests import intervals, percentile
from ops.commands.load.scaling import Moment, answered, histories

P95: Final = "p95"
FAILED_REQUESTS: Final = "failed requests"
SCALED_UP: Final = "scaled up"
SCALED_DOWN: Final = "scaled down"
# Two looks this near to each other are one moment: what happened between them happened at the second.
_SIGHT_SECONDS: Final = 10.0


class Result(StrEnum):
    """The result of a criterion."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_MEASURED = "not measured"


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One requirement: what was measured, in words with a unit, and the limit. `detail` says more.

    `left_out`: nobody wanted it measured, so that it does not count.
    """

    name: str
    result: Result
    measured: str
    limit: str
    detail: str = ""
    left_out: bool = False

    @property
    def told(self) -> str:
        """The measurement as a part of a sentence."""
        if self.name == FAILED_REQUESTS:
            return f"{self.measured} requests failed"
        return f"{self.name}: {self.measured}"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """All criteria."""

    criteria: tuple[Criterion, ...]

    @property
    def result(self) -> Result:
        """The worst result: failed if one failed, passed if each criterion that counts passed."""
        results = [criterion.result for criterion in self.criteria if not criterion.left_out]
        for result in (Result.FAILED, Result.NOT_MEASURED):
            if result in results:
                return result
        return Result.PASSED

    @property
    def summary(self) -> str:
        """The verdict in one line: what failed, else what was not measured, else the response time."""
        chosen = [c for c in self.criteria if c.result is self.result and not c.left_out]
        if self.result is Result.NOT_MEASURED:
            return "not measured: " + ", ".join(c.name for c in chosen)
        return "; ".join(criterion.told for criterion in chosen)


def evaluate(record: Record) -> Verdict:
    """Return the verdict on a load test."""
    return Verdict(
        criteria=(_p95(record), _failures(record), _scaled_up(record), _scaled_down(record)),
    )


def _p95(record: Record) -> Criterion:
    name, limit = P95, f"below {record.limits.p95:g} s"
    found = percentile((request.seconds for request in record.requests), 95)
    if found is None:
        return _unmeasured(name, limit, "no request was answered")
    length = record.interval_length
    slow = [one for one in intervals(record.requests, length=length) if (one.p95 or 0) >= record.limits.p95]
    return _of_requests(
        record,
        name,
        limit,
        met=found < record.limits.p95,
        measured=f"{found:.2f} s",
        detail=f"at or above the limit for {len(slow) * length:.0f} s" if slow else "",
    )


def _failures(record: Record) -> Criterion:
    name, limit = FAILED_REQUESTS, "none"
    if not record.requests:
        return _unmeasured(name, limit, "no request was answered")
    failed = sum(bool(request.failure) for request in record.requests)
    detail = f"{100 * failed / len(record.requests):.2f}%" if failed else ""
    return _of_requests(record, name, limit, met=not failed, measured=f"{failed:,}", detail=detail)


def _of_requests(
    record: Record, name: str, limit: str, *, met: bool, measured: str, detail: str
) -> Criterion:
    """Return a criterion over all requests. A limit that was kept under less than the load proves nothing."""
    result = Result.PASSED if met else Result.FAILED
    most = max((users for _, users in record.users), default=0)
    detail = ", ".join(filter(None, [detail, f"{len(record.requests):,} requests"]))
    if record.full is None:
        detail += f", {most} users at most instead of {record.plan.users}"
        result = result if result is Result.FAILED else Result.NOT_MEASURED
    elif _end(record) < record.plan.duration - 1:
        detail += f", the load was stopped after {_end(record):.0f} s of {record.plan.duration:.0f} s"
        result = result if result is Result.FAILED else Result.NOT_MEASURED
    return Criterion(name=name, result=result, measured=measured, limit=limit, detail=detail)


def _scaled_up(record: Record) -> Criterion:
    name, limit = SCALED_UP, f"within {record.limits.up_within:g} s of full load"
    full = record.full
    if full is None and record.watched:
        return _unmeasured(name, limit, "the number of users was never reached")
    return _over_workloads(
        record, name, limit, lambda workload, seen: _growth(workload, seen, record, full=full or 0.0)
    )


def _scaled_down(record: Record) -> Criterion:
    name, limit = SCALED_DOWN, f"within {record.limits.down_within:g} s after the load"
    return _over_workloads(record, name, limit, lambda workload, seen: _shrinkage(workload, seen, record))


@dataclass(frozen=True, kw_only=True)
class _Outcome:
    """The scaling of one workload. Without a result it had no reason to scale."""

    detail: str
    measured: str = ""
    result: Result | None = Result.NOT_MEASURED


def _over_workloads(
    record: Record, name: str, limit: str, evaluate_one: Callable[[str, Sequence[Moment]], _Outcome]
) -> Criterion:
    """Return the criterion over all workloads: each that had a reason must have done it, and one had."""
    if not record.watched:
        return _unmeasured(name, limit, "--no-cluster", left_out=True)
    seen = histories(record.looks)
    if not seen:
        return _unmeasured(name, limit, _unseen(record))
    outcomes = [evaluate_one(workload, moments) for workload, moments in seen.items()]
    details = "; ".join(outcome.detail for outcome in outcomes)
    for result in (Result.FAILED, Result.NOT_MEASURED, Result.PASSED):
        fitting = [outcome for outcome in outcomes if outcome.result is result]
        if fitting and result is not Result.NOT_MEASURED:
            measured = ", ".join(outcome.measured for outcome in fitting)
            return Criterion(name=name, result=result, measured=measured, limit=limit, detail=details)
        if fitting:
            break
    return _unmeasured(name, limit, details)


def _unseen(record: Record) -> str:
    """Return why no workload could be measured."""
    if answered(record.looks):
        return "nothing in the namespace has an autoscaler"
    return next((look.failure for look in record.looks), "the cluster was not watched")


def _growth(workload: str, moments: Sequence[Moment], record: Record, *, full: float) -> _Outcome:
    within = record.limits.up_within
    before = _before(moments).look
    if before.ready >= before.maximum:
        return _Outcome(detail=f"{workload} had its maximum of {before.maximum} pods before the load")
    during = [moment for moment in moments if 0 <= moment.at <= max(_end(record), full + within)]
    grown = next((moment for moment in during if moment.look.ready > before.ready), None)
    if grown is None:
        return _no_growth(workload, during, record, full=full)
    most = max(moment.look.ready for moment in during)
    asked = next((moment for moment in during if moment.look.wanted > before.ready), grown)
    detail = (
        f"{workload} {before.ready} → {most} pods, asked for after {max(0.0, asked.at - full):.0f} s, "
        f"the first ready after {max(0.0, grown.at - full):.0f} s"
    )
    blind = _blind(moments, grown, limit_at=full + within)
    if blind:
        return _Outcome(detail=f"{detail}, but {blind}")
    return _Outcome(
        result=Result.PASSED if grown.at - full <= within else Result.FAILED,
        measured=f"{workload} after {max(0.0, grown.at - full):.0f} s",
        detail=detail,
    )


def _no_growth(workload: str, during: Sequence[Moment], record: Record, *, full: float) -> _Outcome:
    """Evaluate a workload that never had more pods."""
    percents = [m.look.cpu_percent for m in during if m.look.cpu_percent is not None]
    if not percents:
        return _Outcome(detail=f"the autoscaler has no CPU metric of {workload}")
    use = (
        f"{workload} used {max(percents):.0f}% of its CPU at most, target {during[-1].look.target_percent:g}%"
    )
    overloaded = next((moment for moment in during if moment.look.overloaded), None)
    if overloaded is None:
        return _Outcome(result=None, detail=f"{use}: no reason to scale")
    limit_at = max(full, overloaded.at) + record.limits.up_within
    if during[-1].at < limit_at:
        why = "the load ended" if _end(record) < limit_at else "the cluster did not answer"
        return _Outcome(detail=f"{use}, but {why} before the limit")
    last = during[-1].look
    return _Outcome(
        result=Result.FAILED,
        measured=f"{workload} not at all",
        detail=f"{use}, and had {last.ready} pods until the end, {last.wanted} asked for",
    )


def _shrinkage(workload: str, moments: Sequence[Moment], record: Record) -> _Outcome:
    within = record.limits.down_within
    end = _end(record)
    minimum = moments[-1].look.minimum
    if all(moment.look.ready <= minimum for moment in moments):
        return _Outcome(result=None, detail=f"{workload} never had more than {minimum} pods")
    rested = next((moment for moment in moments if moment.at >= end and moment.look.at_rest), None)
    if rested is None:
        return _no_shrinkage(workload, moments[-1], record, minimum=minimum)
    seconds = rested.at - end
    detail = f"{workload} had {minimum} pods again after {seconds:.0f} s"
    blind = _blind(moments, rested, limit_at=end + within)
    if blind:
        return _Outcome(detail=f"{detail}, but {blind}")
    return _Outcome(
        result=Result.PASSED if seconds <= within else Result.FAILED,
        measured=f"{workload} after {seconds:.0f} s",
        detail=detail,
    )


def _no_shrinkage(workload: str, last: Moment, record: Record, *, minimum: int) -> _Outcome:
    """Evaluate a workload that did not return to its minimum after the load."""
    state = f"{workload} had {last.look.ready} pods, {last.look.wanted} asked for, minimum {minimum}"
    if last.at - _end(record) < record.limits.down_within:
        why = "watching was stopped" if record.stopped else "the cluster did not answer"
        return _Outcome(detail=f"{state}, but {why} before the limit")
    return _Outcome(result=Result.FAILED, measured=f"{workload} not at all", detail=state)


def _blind(moments: Sequence[Moment], seen: Moment, *, limit_at: float) -> str:
    """Say that nobody knows on which side of a limit something was that was seen after it; else nothing."""
    previous = max((moment.at for moment in moments if moment.at < seen.at), default=seen.at)
    if previous < limit_at < seen.at and seen.at - previous > _SIGHT_SECONDS:
        return f"the cluster was not seen from {previous:.0f} s to {seen.at:.0f} s"
    return ""


def _before(moments: Sequence[Moment]) -> Moment:
    """Return the last look before the load; the first one of all where there is none."""
    return next((moment for moment in reversed(moments) if moment.at <= 0), moments[0])


def _end(record: Record) -> float:
    return record.ended if record.ended is not None else record.plan.duration


def _unmeasured(name: str, limit: str, why: str, *, left_out: bool = False) -> Criterion:
    return Criterion(
        name=name,
        result=Result.NOT_MEASURED,
        measured="not measured",
        limit=limit,
        detail=why,
        left_out=left_out,
    )

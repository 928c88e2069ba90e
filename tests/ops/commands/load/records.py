"""Load tests as records, for tests: what one says is right, unless a test says otherwise."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from ops.commands.load.plan import Limits, LoadPlan
from ops.commands.load.record import Record
from ops.commands.load.requests import Request
from ops.commands.load.scaling import ClusterLook, WorkloadLook

BACKEND = "todo-backend"
FRONTEND = "todo-frontend"


def requests(seconds: float = 0.1, *, failed: int = 0, number: int = 180) -> tuple[Request, ...]:
    """Return this number of requests, evenly over the load, of which the first ones failed."""
    return tuple(
        Request(
            at=180 * index / number,
            name="list tasks" if index % 2 else "page",
            seconds=seconds,
            failure="HTTP 503" if index < failed else "",
        )
        for index in range(number)
    )


def workload(name: str = BACKEND, **facts: Any) -> WorkloadLook:
    """Return a workload at rest."""
    rest = WorkloadLook(
        name=name, ready=2, wanted=2, minimum=2, maximum=5, cpu_percent=10.0, target_percent=70.0
    )
    return replace(rest, **facts)


def looks(
    course: Callable[[float], tuple[WorkloadLook, ...]], *, until: float = 620, every: float = 2
) -> tuple[ClusterLook, ...]:
    """Return looks at a cluster whose workloads are a function of time."""
    times = [-2 + every * number for number in range(int((until + 2) / every) + 1)]
    return tuple(ClusterLook(at=at, workloads=course(at)) for at in times)


def scales(*, up_at: float = 50, down_at: float = 500) -> Callable[[float], tuple[WorkloadLook, ...]]:
    """Return a backend that has more pods for a while, and a frontend that needs none."""

    def course(at: float) -> tuple[WorkloadLook, ...]:
        pods = 4 if up_at <= at < down_at else 2
        busy = 150.0 if 20 <= at < 180 else 10.0
        return (workload(ready=pods, wanted=pods, cpu_percent=busy), workload(FRONTEND, cpu_percent=30.0))

    return course


def record(**facts: Any) -> Record:
    """Return a load test of 100 users over 180 s that went well; all were there after 30 s."""
    good = Record(
        origin="https://todo.example.com",
        begun=datetime(2026, 11, 2, 9, 30, tzinfo=UTC),
        plan=LoadPlan(),
        limits=Limits(),
        users=((0.0, 1), (15.0, 50), (30.0, 100), (179.0, 100), (180.0, 0)),
        requests=requests(),
        ended=180.0,
        looks=looks(scales()),
        watched=True,
        stopped=False,
        accounts=24,
        tasks_left=0,
        busiest_percent=0.0,
    )
    return replace(good, **facts)

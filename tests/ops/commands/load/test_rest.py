from collections.abc import Callable
from dataclasses import dataclass, field

from ops.commands.load.rest import pods, wait_for_rest
from ops.commands.load.scaling import ClusterLook
from tests.ops.commands.load.records import looks, scales, workload

ENDED = 180.0


@dataclass
class Waiting:
    """A clock that the waiting itself moves on, and what a person is told."""

    course: Callable[[float], ClusterLook]
    time: float = ENDED
    result: str = ""
    told: list[str] = field(default_factory=list)
    before: tuple[ClusterLook, ...] = field(default_factory=lambda: looks(scales(), until=ENDED)[-1:])

    def update(self, doing: str) -> None:
        self.told.append(doing)

    def pause(self, seconds: float) -> None:
        self.time += seconds

    def looks(self) -> tuple[ClusterLook, ...]:
        return (*self.before, self.course(self.time))

    def wait(self, *, within: float = 600) -> float:
        wait_for_rest(
            self.looks, ended=ENDED, within=within, now=lambda: self.time, step=self, pause=self.pause
        )
        return self.time - ENDED


def test_it_waits_until_the_pods_are_gone_and_tells_how_far_it_is() -> None:
    waiting = Waiting(lambda at: ClusterLook(at=at, workloads=scales(down_at=480)(at)))
    assert waiting.wait() == 300
    assert waiting.result == "all at rest 300 s after the load"
    assert waiting.told[0].startswith(
        "0 of at most 600 s: todo-backend 4 pods at 10% CPU, todo-frontend 2 pods"
    )
    assert waiting.told[-1].startswith("300 of at most 600 s")


def test_it_waits_no_longer_than_the_limit() -> None:
    waiting = Waiting(lambda at: ClusterLook(at=at, workloads=scales(down_at=9999)(at)))
    assert waiting.wait(within=100) == 100
    assert waiting.result.startswith("not at rest: todo-backend 4 pods")


def test_a_silent_cluster_gets_a_little_longer_and_no_more() -> None:
    waiting = Waiting(lambda at: ClusterLook(at=at, failure="no route"))
    assert waiting.wait(within=100) == 130
    assert waiting.result == "not at rest: the cluster does not answer"


def test_there_is_nothing_to_wait_for_when_nothing_grew() -> None:
    waiting = Waiting(lambda at: ClusterLook(at=at))
    waiting.looks = lambda: (ClusterLook(at=0, workloads=(workload(),)),)  # type: ignore[method-assign]
    assert waiting.wait() == 0
    assert waiting.result == "nothing was scaled up"


def test_a_cluster_that_never_answered_is_not_waited_for() -> None:
    waiting = Waiting(lambda at: ClusterLook(at=at))
    waiting.looks = lambda: (ClusterLook(at=0, failure="no"),)  # type: ignore[method-assign]
    assert waiting.wait() == 0


def test_nothing_known_is_nothing_said() -> None:
    assert pods(()) == ""

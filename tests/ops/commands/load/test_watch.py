from threading import Event

import pytest

from ops.clients.kubernetes.api import UnreachableError
from ops.commands.load.scaling import WorkloadLook, gaps, histories
from ops.commands.load.watch import ClusterWatch, watching
from tests.ops.commands.load.records import workload


class Cluster:
    """Answers one after the other; the last one for ever."""

    def __init__(self, *answers: tuple[WorkloadLook, ...] | UnreachableError) -> None:
        self.answers = list(answers)
        self.asked = 0
        self.often = Event()

    def look(self) -> tuple[WorkloadLook, ...]:
        answer = self.answers[min(self.asked, len(self.answers) - 1)]
        self.asked += 1
        if self.asked >= 5:
            self.often.set()
        if isinstance(answer, UnreachableError):
            raise answer
        return answer


def watch(cluster: Cluster, *times: float) -> ClusterWatch:
    ticks = iter(times)
    return ClusterWatch(autoscalers=cluster, clock=lambda: next(ticks), look_every=60)


def test_moments_are_counted_from_the_first_user() -> None:
    found = watch(Cluster((workload(),)), 98.0, 103.0)
    found.look()
    found.look()
    assert [look.at for look in found.looks(since=100.0)] == [-2.0, 3.0]


def test_a_cluster_that_does_not_answer_is_seen_as_such_and_asked_again() -> None:
    away = UnreachableError("the cluster does not answer: timed out")
    found = watch(Cluster((workload(),), away, away, (workload(ready=3),)), 0.0, 2.0, 17.0, 32.0)
    for _ in range(4):
        found.look()
    looks = found.looks(since=0.0)
    assert [look.failure for look in looks] == ["", away.what, away.what, ""]
    assert gaps(looks) == ((2.0, 32.0),)
    assert [moment.look.ready for moment in histories(looks)["todo-backend"]] == [2, 3]


def test_a_silence_until_the_end_is_a_gap_too() -> None:
    found = watch(Cluster(UnreachableError("no")), 4.0, 6.0)
    found.look()
    found.look()
    assert gaps(found.looks(since=0.0)) == ((4.0, 6.0),)


@pytest.mark.timeout(60)
def test_the_first_look_is_before_the_block_and_others_follow_meanwhile() -> None:
    cluster = Cluster((workload(),))
    with watching(cluster, look_every=0.001) as found:
        assert len(found.looks(since=0.0)) >= 1
        assert cluster.often.wait(30)
    asked = cluster.asked
    assert len(found.looks(since=0.0)) == asked

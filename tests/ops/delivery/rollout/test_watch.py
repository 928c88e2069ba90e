"""The watch beside an apply: it tells, it ends what is stuck, and it disturbs nothing else."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest

from ops.clients.kubernetes.api import UnreachableError
from ops.common.errors import ExitCode
from ops.delivery.rollout.diagnosis import TroubleKind
from ops.delivery.rollout.grace_periods import GracePeriods
from ops.delivery.rollout.observations import WorkloadStatus
from ops.delivery.rollout.watch import RolloutStuckError, RolloutWatch, wait_for_rollout, watching
from ops.engine.terraform.failures import TerraformError, TerraformInterruptedError
from ops.engine.terraform.redaction import MASK, Redactor
from tests.ops.delivery.rollout.objects import (
    Namespace,
    condition,
    container,
    deployment,
    ended,
    event,
    job,
    job_alone,
    pod,
    replica_set,
    waiting,
)

SECRET = "hunter2-hunter2"
BEFORE = Namespace(deployments=[deployment(available=2)], replica_sets=[replica_set("api-old")]).observed()
UNDER_WAY = Namespace(pods=[pod("api-new-1", container(**waiting("ContainerCreating")))]).observed()
STUCK = Namespace(
    pods=[pod("api-new-1", container(**waiting("CrashLoopBackOff"), lastState=ended(1), restartCount=2))]
).observed()
DONE = Namespace(deployments=[deployment(available=2)]).observed()
AWAY = UnreachableError("the cluster does not answer: refused")

Answer = tuple[WorkloadStatus, ...] | UnreachableError


@dataclass
class FakeCluster:
    """Answers one after the other, the last one for ever."""

    answers: list[Answer]
    text: str = f"connecting with {SECRET}\nfailed \x1b[31mhere"

    def observe(self) -> tuple[WorkloadStatus, ...]:
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, UnreachableError):
            raise answer
        return answer

    def log(self, *, pod: str, container: str, lines: int) -> str:
        return self.text


@dataclass
class FakeTerraform:
    interruptions: int = 0
    asked: threading.Event = field(default_factory=threading.Event)

    @property
    def interrupted(self) -> bool:
        return self.asked.is_set()

    def interrupt(self) -> None:
        self.interruptions += 1
        self.asked.set()


@dataclass
class Told:
    lines: list[str] = field(default_factory=list)

    def update(self, doing: str) -> None:
        self.lines.append(doing)


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now

    def pass_(self, seconds: float) -> None:
        self.now += seconds


@dataclass
class Scene:
    """A watch whose looks a test takes one by one, two seconds apart."""

    answers: Sequence[Answer]
    grace_periods: GracePeriods = field(default_factory=GracePeriods)
    terraform: FakeTerraform = field(default_factory=FakeTerraform)
    step: Told = field(default_factory=Told)
    clock: Clock = field(default_factory=Clock)
    watch: RolloutWatch = field(init=False)

    def __post_init__(self) -> None:
        self.watch = RolloutWatch(
            cluster=FakeCluster(list(self.answers)),
            step=self.step,
            terraform=self.terraform,
            redactor=Redactor([SECRET]),
            grace_periods=self.grace_periods,
            clock=self.clock,
            look_every=0.0,
        )

    def look_for(self, seconds: float) -> None:
        end = self.clock.now + seconds
        while self.clock.now <= end and not self.watch.stuck:
            self.watch.look()
            self.clock.pass_(2.0)


def test_progress_is_told_with_what_is_waited_for() -> None:
    scene = Scene([BEFORE, UNDER_WAY])
    scene.look_for(2)
    assert scene.step.lines == ["api: 0 of 2 pods ready, waiting for api-new-1 (ContainerCreating)"]


def test_what_is_stuck_is_told_at_once_and_ended_after_the_patience() -> None:
    scene = Scene([BEFORE, STUCK])
    scene.look_for(28)
    assert scene.step.lines[0] == "api: 0 of 2 pods ready, but it crashes"
    assert scene.terraform.interruptions == 0
    scene.look_for(10)
    assert scene.terraform.interruptions == 1
    assert scene.clock.now == 34.0  # first seen at 2, ended by the look at 32
    (trouble,) = scene.watch.stuck
    assert trouble.kind is TroubleKind.CRASH


def test_whatever_else_is_wrong_is_named_too() -> None:
    probing = event("api-new-1", "Unhealthy", "Readiness probe failed: 503", container="other")
    crashing = container(**waiting("CrashLoopBackOff"), lastState=ended(1), restartCount=2)
    both = Namespace(pods=[pod("api-new-1", container("other"), crashing)], events=[probing])
    scene = Scene([BEFORE, both.observed()])
    scene.look_for(40)
    assert [trouble.kind for trouble in scene.watch.stuck] == [TroubleKind.CRASH, TroubleKind.PROBE]


def test_an_apply_that_a_person_is_stopping_is_not_asked_a_second_time() -> None:
    scene = Scene([BEFORE, STUCK])
    scene.terraform.interrupt()
    scene.look_for(60)
    assert scene.terraform.interruptions == 1
    assert scene.watch.stuck == ()


def test_a_trouble_that_passes_ends_nothing() -> None:
    scene = Scene([BEFORE, *[STUCK] * 10, *[UNDER_WAY] * 10, *[STUCK] * 10, DONE])
    scene.look_for(120)
    assert scene.terraform.interruptions == 0


def test_a_crash_loop_that_runs_in_between_is_one_trouble() -> None:
    scene = Scene([BEFORE, *[STUCK] * 5, *[UNDER_WAY] * 3, STUCK])
    scene.look_for(40)
    assert scene.terraform.interruptions == 1


def test_a_release_that_was_stuck_before_does_not_end_the_one_that_replaces_it() -> None:
    scene = Scene([STUCK])
    scene.look_for(600)
    assert scene.terraform.interruptions == 0
    assert scene.step.lines == []


def test_a_failed_attempt_of_a_job_is_told_and_never_ends_it() -> None:
    attempt = pod("migrate-1", container("migrate", state=ended(1)), owner="migrate")
    scene = Scene([(), job_alone(job(active=1, failed=1), pods=[attempt]).observed()])
    scene.look_for(600)
    assert scene.terraform.interruptions == 0
    assert scene.step.lines[0] == "migrate: running, but an attempt of the job has failed"


def test_a_cluster_that_is_away_is_told_once_and_then_watched_again() -> None:
    scene = Scene([AWAY, AWAY, BEFORE, UNDER_WAY])
    scene.look_for(6)
    assert scene.step.lines == [
        "the rollout is not watched: the cluster does not answer: refused",
        "api: 0 of 2 pods ready, waiting for api-new-1 (ContainerCreating)",
    ]
    assert scene.watch.unreachable is AWAY


def test_nothing_is_told_or_ended_after_the_end() -> None:
    scene = Scene([BEFORE, STUCK], grace_periods=GracePeriods(definite=0))
    scene.look_for(0)
    scene.watch.end()
    scene.watch.look()
    assert (scene.terraform.interruptions, scene.step.lines) == (0, [])


def during(
    answers: Sequence[Answer], apply: Callable[[FakeTerraform], None], *, grace_periods: float = 0.0
) -> FakeTerraform:
    terraform = FakeTerraform()
    with watching(
        FakeCluster(list(answers)),
        step=Told(),
        terraform=terraform,
        redactor=Redactor([SECRET]),
        grace_periods=GracePeriods(definite=grace_periods),
        look_every=0.001,
    ):
        apply(terraform)
    return terraform


def until_interrupted(terraform: FakeTerraform) -> None:
    assert terraform.asked.wait(10), "nobody asked it to stop"
    raise TerraformInterruptedError("terraform apply of app was stopped")


def test_a_stuck_rollout_ends_the_apply_with_every_trouble_named() -> None:
    with pytest.raises(RolloutStuckError) as raised:
        during([BEFORE, STUCK], until_interrupted)
    error = raised.value
    assert error.exit_code is ExitCode.RELEASE_FAILED
    assert error.what.splitlines() == [
        "the rollout is stuck",
        "Deployment/api: it crashes (pod api-new-1, container main): exit code 1, restarted 2 times",
        f"  log: connecting with {MASK}",
        "  log: failed  [31mhere",
    ]
    assert SECRET not in str(error)
    assert "docs/runbooks/a-release-is-stuck.md" in error.remedy
    assert isinstance(error.__cause__, TerraformInterruptedError)


def test_an_apply_that_succeeds_is_left_alone() -> None:
    terraform = during([BEFORE, UNDER_WAY, DONE], lambda _: None)
    assert terraform.interruptions == 0
    assert not [thread for thread in threading.enumerate() if thread.name == "rollout-watch"]


def test_a_person_who_stops_the_apply_gets_no_other_error() -> None:
    def stopped(_: FakeTerraform) -> None:
        raise TerraformInterruptedError("terraform apply of app was stopped")

    with pytest.raises(TerraformInterruptedError):
        during([BEFORE, STUCK], stopped, grace_periods=3600)


def failing(_: FakeTerraform) -> None:
    raise TerraformError("job: todo/migrate is in failed state", where="/logs")


def test_a_failure_of_terraform_is_explained_by_what_is_stuck() -> None:
    given_up = condition("Failed", "True", message="backoff limit reached")
    attempt = pod("migrate-1", container("migrate", state=ended(1)), owner="migrate")
    gone = job_alone(job(failed=1, conditions=[given_up]), pods=[attempt]).observed()
    with pytest.raises(RolloutStuckError) as raised:
        during([(), gone], failing, grace_periods=3600)
    assert "Job/migrate: the job has failed (pod migrate-1, container migrate)" in raised.value.what
    assert raised.value.what.endswith("job: todo/migrate is in failed state")
    assert raised.value.where == "/logs"


@pytest.mark.parametrize("answer", [UNDER_WAY, DONE, AWAY])
def test_a_failure_that_is_not_the_rollouts_is_passed_on(answer: Answer) -> None:
    with pytest.raises(TerraformError, match="failed state") as raised:
        during([BEFORE, answer], failing, grace_periods=3600)
    assert not isinstance(raised.value, RolloutStuckError)


def test_an_error_that_is_not_terraforms_is_passed_on() -> None:
    def broken(_: FakeTerraform) -> None:
        raise OSError("no space left on device")

    with pytest.raises(OSError, match="no space"):
        during([BEFORE, STUCK], broken, grace_periods=3600)


def wait(answers: Sequence[Answer], *, seconds: float) -> tuple[float, tuple[bool, list[TroubleKind]]]:
    clock = Clock()
    found = wait_for_rollout(
        FakeCluster(list(answers)),
        step=Told(),
        redactor=Redactor(),
        seconds=seconds,
        clock=clock,
        pause=clock.pass_,
    )
    return clock.now, (found.complete, [trouble.kind for trouble in found.troubles])


def test_waiting_ends_when_everything_is_up() -> None:
    assert wait([UNDER_WAY, UNDER_WAY, DONE], seconds=60) == (4.0, (True, []))


def test_waiting_ends_when_something_is_stuck() -> None:
    assert wait([STUCK], seconds=600) == (30.0, (False, [TroubleKind.CRASH]))


def test_waiting_ends_with_the_time() -> None:
    assert wait([UNDER_WAY], seconds=5) == (5.0, (False, []))


def test_one_look_tells_what_is_wrong_just_now() -> None:
    assert wait([STUCK], seconds=0) == (0.0, (False, [TroubleKind.CRASH]))

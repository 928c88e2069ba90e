"""The wait after the load, until the added pods are gone."""

import time
from collections.abc import Callable
from typing import Final, Protocol

from ops.commands.load.scaling import ClusterLook, WorkloadLook, answered
from ops.common.progress import ProgressSink

_LOOK_EVERY_SECONDS: Final = 0.5
# A cluster that answers slowly is waited for a little beyond the limit, so that its last word is heard.
_LAST_WORD_SECONDS: Final = 30.0


class ResultSink(ProgressSink, Protocol):
    """A receiver of progress messages and of the final result, such as ops.common.progress.Step."""

    result: str


def wait_for_rest(
    looks: Callable[[], tuple[ClusterLook, ...]],
    *,
    ended: float,
    within: float,
    now: Callable[[], float],
    step: ResultSink,
    pause: Callable[[float], None] = time.sleep,
) -> None:
    """Wait until every workload is at rest, if any ever was not, or until `within` seconds after the load.

    `ended` is when the load ended, and `now` what time it is, both on the clock of the looks.
    """
    while True:
        seen = answered(looks())
        if not any(not workload.at_rest for look in seen for workload in look.workloads):
            step.result = "nothing was scaled up"
            return
        last = seen[-1]
        if last.at >= ended and all(workload.at_rest for workload in last.workloads):
            step.result = f"all at rest {last.at - ended:.0f} s after the load"
            return
        step.result = f"not at rest: {pods(looks())}"
        if last.at >= ended + within or now() >= ended + within + _LAST_WORD_SECONDS:
            return
        waited = f"{max(0.0, now() - ended):.0f} of at most {within:.0f} s"
        step.update(f"{waited}: {pods(looks())}; the autoscaler waits for 300 s of low load")
        pause(_LOOK_EVERY_SECONDS)


def pods(looks: tuple[ClusterLook, ...]) -> str:
    """Return in a few words how many pods there are; empty when nothing is known."""
    if looks and looks[-1].failure:
        return "the cluster does not answer"
    return ", ".join(_pods(workload) for workload in looks[-1].workloads) if looks else ""


def _pods(workload: WorkloadLook) -> str:
    use = "" if workload.cpu_percent is None else f" at {workload.cpu_percent:.0f}% CPU"
    return f"{workload.name} {workload.ready} pods{use}"

"""Observed workloads as plain values, the input of a diagnosis."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class WorkloadKind(StrEnum):
    """The kind of a workload."""

    DEPLOYMENT = "Deployment"
    JOB = "Job"


@dataclass(frozen=True, kw_only=True)
class ObjectEvent:
    """A Kubernetes event. `container` is empty when the event is about the whole object."""

    reason: str
    message: str
    warning: bool
    container: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Why a container is waiting, for instance ImagePullBackOff."""

    reason: str
    message: str


@dataclass(frozen=True, kw_only=True)
class Terminated:
    """How a container terminated. `message` is its termination message, mostly empty."""

    exit_code: int
    reason: str
    message: str


@dataclass(frozen=True, kw_only=True)
class ContainerStatus:
    """A container of a pod, including sidecars and init containers.

    At most one of `waiting` and `ended` is set; without both it is running. `last_end` is the end of its
    previous run.
    """

    name: str
    image: str
    ready: bool
    restarts: int
    waiting: Waiting | None = None
    ended: Terminated | None = None
    last_end: Terminated | None = None


@dataclass(frozen=True, kw_only=True)
class PodStatus:
    """A pod of a workload's newest release.

    `unschedulable` is the scheduler's message, empty when the pod has a node. `lacks_sidecar`: the pod
    requests Dapr's sidecar and was admitted without it.
    """

    name: str
    ready: bool
    lacks_sidecar: bool
    unschedulable: str
    containers: tuple[ContainerStatus, ...]
    events: tuple[ObjectEvent, ...]


@dataclass(frozen=True, kw_only=True)
class WorkloadStatus:
    """A Deployment or Job with the progress of its newest release.

    `release` identifies the release: the UID of the newest ReplicaSet, or of the Job; empty until it exists.
    `refused` is why the API server rejects its pods; `failed` is why Kubernetes gave up the release. Both are
    empty without a problem.
    """

    kind: WorkloadKind
    name: str
    release: str
    wanted: int
    ready: int
    complete: bool
    refused: str
    failed: str
    pods: tuple[PodStatus, ...]
    events: tuple[ObjectEvent, ...]

    @property
    def title(self) -> str:
        """Kind and name, in kubectl's notation."""
        return f"{self.kind}/{self.name}"

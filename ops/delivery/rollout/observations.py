"""What was seen of a rollout, as plain values on which a diagnosis can be computed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class WorkloadKind(StrEnum):
    """What a release is made of."""

    DEPLOYMENT = "Deployment"
    JOB = "Job"


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that Kubernetes reported. `container` is empty where the event is about the whole object."""

    reason: str
    message: str
    warning: bool
    container: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Why a container does not run, for instance ImagePullBackOff."""

    reason: str
    message: str


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How a container ended. `message` is what it left in its termination log, mostly nothing."""

    exit_code: int
    reason: str
    message: str


@dataclass(frozen=True, kw_only=True)
class Container:
    """A container of a pod, sidecars and init containers included.

    At most one of `waiting` and `ended` is set; neither means that it runs. `last_end` is how the run before
    this one ended.
    """

    name: str
    image: str
    ready: bool
    restarts: int
    waiting: Waiting | None = None
    ended: Ended | None = None
    last_end: Ended | None = None


@dataclass(frozen=True, kw_only=True)
class Pod:
    """A pod of a workload's newest release.

    `unschedulable` is the scheduler's message, empty when the pod has a node. `lacks_sidecar`: it asks for
    Dapr's sidecar and was admitted without one.
    """

    name: str
    ready: bool
    lacks_sidecar: bool
    unschedulable: str
    containers: tuple[Container, ...]
    events: tuple[Event, ...]


@dataclass(frozen=True, kw_only=True)
class Workload:
    """A Deployment or Job, and how far its newest release is.

    `release` tells one release of it from another: the unique id of the newest ReplicaSet, or of the Job;
    empty until there is one. `refused` is why the API server does not admit its pods; `failed` is why
    Kubernetes has given the release up. Both are empty when all is well.
    """

    kind: WorkloadKind
    name: str
    release: str
    wanted: int
    ready: int
    complete: bool
    refused: str
    failed: str
    pods: tuple[Pod, ...]
    events: tuple[Event, ...]

    @property
    def title(self) -> str:
        """Kind and name, as kubectl takes them."""
        return f"{self.kind}/{self.name}"

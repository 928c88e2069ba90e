"""What the simulated kubelet does with pods, as kwok `Stage` resources.

By default a pod becomes ready at once, and a Job's pod completes. `FailingPods` says which pods get stuck,
and how. Facts (https://kwok.sigs.k8s.io/docs/user/stages-configuration/ and kwok 0.7.0): among the matching
stages one is picked by weight, and a patch that changes nothing is not sent; therefore the templates have no
current time in them, and a stuck pod stays as it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Stage = dict[str, Any]


class Failure(StrEnum):
    """How a pod gets stuck."""

    IMAGE_PULL = "image-pull"
    NEVER_READY = "never-ready"
    CRASH_LOOP = "crash-loop"
    EXITS = "exits"


@dataclass(frozen=True, kw_only=True)
class FailingPods:
    """Which pods fail (all the given labels, and one container with the image if given) and how."""

    failure: Failure
    labels: Mapping[str, str] = field(default_factory=dict)
    image: str | None = None

    def __post_init__(self) -> None:
        if not self.labels and self.image is None:
            raise ValueError("say which pods fail: give labels, an image or both")


def pod_stages(failing: Sequence[FailingPods]) -> list[Stage]:
    """Return the stages of all pods, those of the failing ones first."""
    return [
        *(_failing(number, pods) for number, pods in enumerate(failing)),
        _ready(),
        _complete(),
        _delete(),
    ]


def _failing(number: int, pods: FailingPods) -> Stage:
    expressions = [_expression(".metadata.deletionTimestamp", "DoesNotExist")]
    expressions.append(_expression(".status.podIP", "DoesNotExist"))
    if pods.image is not None:
        expressions.append(_expression(".spec.containers.[].image", "In", pods.image))
    symptom = _SYMPTOMS[pods.failure]
    return _stage(
        name=f"pod-fails-{number}",
        expressions=expressions,
        labels=pods.labels,
        next_={"event": symptom.event(), "statusTemplate": symptom.status()},
        weight=1,
    )


@dataclass(frozen=True, kw_only=True)
class _Symptom:
    """What a stuck pod looks like: the state of its containers, and the event that the kubelet writes."""

    reason: str
    message: str
    phase: str
    state: str
    last_state: str = "{}"
    restarts: int = 0
    has_address: bool = False

    def event(self) -> dict[str, str]:
        return {"type": "Warning", "reason": self.reason, "message": self.message}

    def status(self) -> str:
        return _status(
            phase=self.phase,
            ready=False,
            state=self.state,
            last_state=self.last_state,
            restarts=self.restarts,
            has_address=self.has_address,
        )


# Templates write JSON where they can, because it is YAML that needs no indentation.
_CREATED = '"{{ .metadata.creationTimestamp }}"'
_POD_CREATED = '"{{ $.metadata.creationTimestamp }}"'
_RUNNING = f'{{"running": {{"startedAt": {_POD_CREATED}}}}}'
_UID_AND_NAME = '( or .metadata.uid "" ) ( or .metadata.name "" ) ( or .metadata.namespace "" )'
_ADDRESSES = f"""
hostIP: {{{{ NodeIPWith .spec.nodeName | Quote }}}}
podIP: {{{{ PodIPWith .spec.nodeName ( or .spec.hostNetwork false ) {_UID_AND_NAME} | Quote }}}}
"""


def _terminated(*, exit_code: int, reason: str) -> str:
    times = f'"startedAt": {_POD_CREATED}, "finishedAt": {_POD_CREATED}'
    return f'{{"terminated": {{"exitCode": {exit_code}, "reason": "{reason}", {times}}}}}'


def _waiting(*, reason: str, message: str) -> str:
    return f'{{"waiting": {{"reason": "{reason}", "message": "{message}"}}}}'


def _status(
    *,
    phase: str,
    ready: bool,
    state: str,
    last_state: str = "{}",
    restarts: int = 0,
    has_address: bool = False,
) -> str:
    conditions = "\n".join(
        f'- {{"type": "{kind}", "status": "{met}", "lastTransitionTime": {_CREATED}}}'
        for kind, met in (("Initialized", True), ("Ready", ready), ("ContainersReady", ready))
    )
    return f"""
conditions:
{conditions}
containerStatuses:
{{{{ range .spec.containers }}}}
- name: {{{{ .name | Quote }}}}
  image: {{{{ .image | Quote }}}}
  ready: {str(ready).lower()}
  restartCount: {restarts}
  state: {state}
  lastState: {last_state}
{{{{ end }}}}
{_ADDRESSES if has_address else ""}
phase: {phase}
startTime: {_CREATED}
"""


_SYMPTOMS: Mapping[Failure, _Symptom] = {
    Failure.IMAGE_PULL: _Symptom(
        reason="Failed",
        message="Failed to pull image: not found",
        phase="Pending",
        state=_waiting(reason="ImagePullBackOff", message="Back-off pulling image"),
    ),
    Failure.NEVER_READY: _Symptom(
        reason="Unhealthy",
        message="Readiness probe failed: HTTP probe failed with statuscode: 503",
        phase="Running",
        state=_RUNNING,
        has_address=True,
    ),
    Failure.CRASH_LOOP: _Symptom(
        reason="BackOff",
        message="Back-off restarting failed container",
        phase="Running",
        state=_waiting(reason="CrashLoopBackOff", message="back-off 5m0s restarting failed container"),
        last_state=_terminated(exit_code=1, reason="Error"),
        restarts=5,
    ),
    Failure.EXITS: _Symptom(
        reason="Failed",
        message="Container exited with code 1",
        phase="Failed",
        state=_terminated(exit_code=1, reason="Error"),
    ),
}


def _ready() -> Stage:
    return _stage(
        name="pod-ready",
        expressions=[
            _expression(".metadata.deletionTimestamp", "DoesNotExist"),
            _expression(".status.podIP", "DoesNotExist"),
        ],
        next_={"statusTemplate": _status(phase="Running", ready=True, state=_RUNNING, has_address=True)},
    )


def _complete() -> Stage:
    completed = _terminated(exit_code=0, reason="Completed")
    return _stage(
        name="pod-complete",
        expressions=[
            _expression(".metadata.deletionTimestamp", "DoesNotExist"),
            _expression(".status.phase", "In", "Running"),
            _expression('.status.conditions.[] | select( .type == "Ready" ) | .status', "In", "True"),
            _expression(".metadata.ownerReferences.[].kind", "In", "Job"),
        ],
        next_={"statusTemplate": _status(phase="Succeeded", ready=False, state=completed)},
    )


def _delete() -> Stage:
    return _stage(
        name="pod-delete",
        expressions=[_expression(".metadata.deletionTimestamp", "Exists")],
        next_={"finalizers": {"empty": True}, "delete": True},
    )


def _expression(key: str, operator: str, *values: str) -> dict[str, Any]:
    return {"key": key, "operator": operator, **({"values": list(values)} if values else {})}


def _stage(
    *,
    name: str,
    expressions: Sequence[dict[str, Any]],
    next_: Mapping[str, Any],
    labels: Mapping[str, str] | None = None,
    weight: int = 0,
) -> Stage:
    selector: dict[str, Any] = {"matchExpressions": list(expressions)}
    if labels:
        selector["matchLabels"] = dict(labels)
    return {
        "apiVersion": "kwok.x-k8s.io/v1alpha1",
        "kind": "Stage",
        "metadata": {"name": name},
        "spec": {
            "resourceRef": {"apiGroup": "v1", "kind": "Pod"},
            "selector": selector,
            "weight": weight,
            "next": dict(next_),
        },
    }

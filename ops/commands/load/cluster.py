"""The reader of pods and autoscalers; needs read access only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kubernetes import client

from ops.clients.kubernetes.api import answering, ask
from ops.commands.load.scaling import WorkloadLook


@dataclass(frozen=True, kw_only=True)
class AutoscalerReader:
    """Reads the workloads of one namespace that have an autoscaler."""

    api: client.ApiClient
    namespace: str

    def look(self) -> tuple[WorkloadLook, ...]:
        """Return the workloads as they are now, none without an autoscaler; raise UnreachableError."""
        with answering(self.api):
            scalers = self._list(client.AutoscalingV2Api(self.api).list_namespaced_horizontal_pod_autoscaler)
            deployments = self._list(client.AppsV1Api(self.api).list_namespaced_deployment)
            pods = self._list(client.CoreV1Api(self.api).list_namespaced_pod)
        by_name = {deployment.metadata.name: deployment for deployment in deployments}
        looks = []
        for scaler in scalers:
            deployment = by_name.get(scaler.spec.scale_target_ref.name)
            if deployment is not None:
                looks.append(_look(scaler, deployment, pods))
        return tuple(sorted(looks, key=lambda look: look.name))

    def _list(self, call: Any) -> Sequence[Any]:
        answer = ask(call, self.namespace)
        return answer.items if answer else []


def _look(scaler: Any, deployment: Any, pods: Sequence[Any]) -> WorkloadLook:
    labels = deployment.spec.selector.match_labels or {}
    own = [pod for pod in pods if _has_labels(pod, labels)]
    return WorkloadLook(
        name=deployment.metadata.name,
        ready=deployment.status.ready_replicas or 0,
        # An autoscaler that has not looked yet says 0; then the Deployment's own wish holds.
        wanted=scaler.status.desired_replicas or deployment.spec.replicas,
        minimum=scaler.spec.min_replicas or 1,
        maximum=scaler.spec.max_replicas,
        cpu_percent=_cpu(scaler.status.current_metrics, "current", "average_utilization"),
        target_percent=_cpu(scaler.spec.metrics, "target", "average_utilization"),
        restarts=sum(status.restart_count for pod in own for status in (pod.status.container_statuses or [])),
    )


def _cpu(metrics: Sequence[Any] | None, side: str, field: str) -> float | None:
    """Return the CPU in percent that a list of metrics has, of one container or of the whole pod."""
    for metric in metrics or []:
        for source in (metric.container_resource, metric.resource):
            if source is not None and source.name == "cpu":
                value = getattr(getattr(source, side), field)
                return None if value is None else float(value)
    return None


def _has_labels(pod: Any, labels: Mapping[str, str]) -> bool:
    own = pod.metadata.labels or {}
    return bool(labels) and all(own.get(key) == value for key, value in labels.items())

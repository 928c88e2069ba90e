"""The pods of the application, from its synthesized stack."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ops.delivery.cost.capacity.pods import PodRequests, Spread, pod_of, times
from ops.engine.synthesis.document import StackDocument

_SIDECAR = "dapr.io/sidecar-"


@dataclass(frozen=True, kw_only=True)
class WorkloadRequests:
    """The pod of a workload, including its sidecar, and the bounds of its autoscaler."""

    pod: PodRequests
    minimum: int
    maximum: int

    @property
    def surge(self) -> PodRequests:
        """One pod of the next release. Each release is spread by itself (`matchLabelKeys`)."""
        spread = self.pod.spread
        following = replace(spread, group=f"{spread.group}, next release") if spread else None
        return replace(self.pod, spread=following)


def workloads(stack: StackDocument) -> list[WorkloadRequests]:
    """Return every Deployment with the bounds of the HorizontalPodAutoscaler of the same name."""
    scalers = {
        scaler["metadata"]["name"]: scaler["spec"]
        for scaler in stack.arguments_of("kubernetes_horizontal_pod_autoscaler_v2")
    }
    found = []
    for deployment in stack.arguments_of("kubernetes_deployment_v1"):
        name = deployment["metadata"]["name"]
        template = deployment["spec"]["template"]
        containers = [container["resources"] for container in template["spec"]["container"]]
        containers += _sidecar(template["metadata"].get("annotations", {}))
        bounds = scalers[name]
        found.append(
            WorkloadRequests(
                pod=replace(pod_of(name, containers), spread=_spread(name, template["spec"])),
                minimum=bounds["min_replicas"],
                maximum=bounds["max_replicas"],
            )
        )
    return found


def proxies(stack: StackDocument) -> list[PodRequests]:
    """Return the gateway's proxies, which Envoy Gateway makes from an EnvoyProxy resource."""
    return [
        pod
        for manifest in stack.arguments_of("kubernetes_manifest")
        if manifest["manifest"]["kind"] == "EnvoyProxy"
        for pod in _proxy_pods(manifest["manifest"]["spec"]["provider"]["kubernetes"]["envoyDeployment"])
    ]


def jobs(stack: StackDocument) -> list[PodRequests]:
    """Return the pods that a release runs before it changes the workloads."""
    return [
        pod_of(
            job["metadata"]["name"],
            [container["resources"] for container in job["spec"]["template"]["spec"]["container"]],
        )
        for job in stack.arguments_of("kubernetes_job_v1")
    ]


def _spread(name: str, pod: Mapping[str, Any]) -> Spread | None:
    """Return the constraint over nodes that keeps a pod waiting; one that is only preferred needs no node."""
    for constraint in pod.get("topology_spread_constraint", []):
        if (
            constraint["topology_key"] == "kubernetes.io/hostname"
            and constraint["when_unsatisfiable"] == "DoNotSchedule"
        ):
            return Spread(group=name, max_skew=constraint["max_skew"])
    return None


def _sidecar(annotations: Mapping[str, str]) -> list[dict[str, Any]]:
    if annotations.get("dapr.io/enabled") != "true":
        return []
    names = ("cpu", "memory")
    return [{"requests": {name: annotations[f"{_SIDECAR}{name}-request"] for name in names}}]


def _proxy_pods(deployment: Mapping[str, Any]) -> list[PodRequests]:
    patched = deployment["patch"]["value"]["spec"]["template"]["spec"]["containers"]
    containers = [
        deployment["container"]["resources"],
        *(container["resources"] for container in patched if "resources" in container),
    ]
    return times(pod_of("envoy", containers), deployment["replicas"])

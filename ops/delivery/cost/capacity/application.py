"""The pods of the application, from its synthesized stack."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from ops.delivery.cost.capacity.pods import PodRequests, Spread, pod_of, times
from ops.engine.synthesis.document import StackDocument

_SIDECAR: Final = "dapr.io/sidecar-"
_JOB: Final = "kubernetes_job_v1"


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


def jobs(stack: StackDocument) -> list[list[PodRequests]]:
    """Return the pods of a release's Jobs, in groups of those that can run at once.

    A Job that comes after another one, through whatever it depends on, does not run beside it.
    """
    needs = {resource.address: resource.arguments.get("depends_on") or () for resource in stack.resources}
    found: dict[int, list[PodRequests]] = {}
    for resource in stack.resources:
        if resource.type == _JOB:
            found.setdefault(_rank(resource.address, needs), []).append(_job_pod(resource.arguments))
    return [found[rank] for rank in sorted(found)]


def _rank(address: str, needs: Mapping[str, Sequence[str]]) -> int:
    """Return the number of Jobs that run one after another before a resource is changed."""
    return max((_rank(need, needs) + need.startswith(f"{_JOB}.") for need in needs[address]), default=0)


def _job_pod(job: Mapping[str, Any]) -> PodRequests:
    containers = job["spec"]["template"]["spec"]["container"]
    return pod_of(job["metadata"]["name"], [container["resources"] for container in containers])


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

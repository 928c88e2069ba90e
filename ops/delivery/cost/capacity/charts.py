"""The pods of the add-ons, from the values of their charts."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from ops.common.errors import UserError
from ops.delivery.cost.capacity.pods import PodRequests, pod_of, times

_HIGH_AVAILABILITY_REPLICAS: Final = 3


def chart_pods(release: Mapping[str, Any]) -> list[PodRequests]:
    """Return the pods of one `helm_release`; raise UserError for an unknown chart."""
    chart = release["chart"]
    if chart not in _CHARTS:
        raise UserError(
            f"the chart '{chart}' is unknown, so its pods cannot be counted",
            where="ops/delivery/cost/capacity/charts.py",
            remedy="add a function that reads replicas and requests from its values",
        )
    (text,) = release["values"]
    return _CHARTS[chart](json.loads(text))


def _dapr(values: Mapping[str, Any]) -> list[PodRequests]:
    shared = values["global"]
    if shared["actors"]["enabled"] or shared["scheduler"]["enabled"]:
        raise UserError(
            "Dapr's placement or scheduler service is enabled, and its pods are not counted",
            where="ops/delivery/cost/capacity/charts.py",
            remedy="count its pods there, with requests and replicas",
        )
    replicas = _HIGH_AVAILABILITY_REPLICAS if shared["ha"]["enabled"] else 1
    parts = ("dapr_operator", "dapr_sentry", "dapr_sidecar_injector")
    return [pod for part in parts for pod in times(pod_of(part, [values[part]["resources"]]), replicas)]


def _envoy_gateway(values: Mapping[str, Any]) -> list[PodRequests]:
    deployment = values["deployment"]
    controller = pod_of("envoy-gateway", [deployment["envoyGateway"]["resources"]])
    return times(controller, deployment["replicas"])


def _cert_manager(values: Mapping[str, Any]) -> list[PodRequests]:
    parts = {"cert-manager": values, "webhook": values["webhook"], "cainjector": values["cainjector"]}
    return [
        pod
        for name, part in parts.items()
        for pod in times(pod_of(name, [part["resources"]]), part["replicaCount"])
    ]


_CHARTS: Final[Mapping[str, Callable[[Mapping[str, Any]], list[PodRequests]]]] = {
    "dapr": _dapr,
    "gateway-helm": _envoy_gateway,
    "cert-manager": _cert_manager,
}

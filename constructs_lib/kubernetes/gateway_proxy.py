"""The proxies of a gateway: their number, their address and their access log."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from cdktf import ITerraformDependable
from constructs import Construct

from constructs_lib.kubernetes.custom_resource import CustomResource
from constructs_lib.kubernetes.local_storage import with_limit, with_request
from constructs_lib.kubernetes.object_meta import ObjectMeta
from constructs_lib.kubernetes.pod import ContainerResources
from constructs_lib.kubernetes.service import StaticAddress

API_VERSION: Final = "gateway.envoyproxy.io/v1alpha1"
KIND: Final = "EnvoyProxy"
# Requests in flight are finished; Azure's load balancer notices after two probes, 5 s apart.
_MINIMUM_DRAIN: Final = "10s"
_LONGEST_DRAIN: Final = "60s"
_SHUTDOWN_MANAGER: Final = ContainerResources(
    requests={"cpu": "10m", "memory": "32Mi"}, limits={"cpu": "50m", "memory": "64Mi"}
)
# One line a request. The log queries of the workbook and of the error alert read these names.
_ACCESS_LOG: Final = {
    "start_time": "%START_TIME%",
    "method": "%REQ(:METHOD)%",
    "path": "%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%",
    "response_code": "%RESPONSE_CODE%",
    "response_flags": "%RESPONSE_FLAGS%",
    "duration": "%DURATION%",
    "bytes_received": "%BYTES_RECEIVED%",
    "bytes_sent": "%BYTES_SENT%",
    "upstream_host": "%UPSTREAM_HOST%",
    "route_name": "%ROUTE_NAME%",
    "authority": "%REQ(:AUTHORITY)%",
    "x_request_id": "%REQ(X-REQUEST-ID)%",
}


@dataclass(frozen=True, kw_only=True)
class ProxySettings:
    """The proxies of a gateway.

    Attributes:
        replicas: How many there are.
        resources: Requests and limits of each.
        address: The public address that they share.
    """

    replicas: int
    resources: ContainerResources
    address: StaticAddress


class GatewayProxy(Construct):
    """What Envoy Gateway makes for a Gateway: Deployment, disruption budget, Service on a static address.

    These are set here and not in the chart, because the controller makes them only once a Gateway exists.
    Source: gateway.envoyproxy.io, "Customize EnvoyProxy".

    Args:
        metadata: Name, namespace and labels; the name is the gateway's.
        settings: Replicas, resources and address.
        depends_on: What must exist first. Default: nothing.

    Attributes:
        name: The name, as given.
        resource: The EnvoyProxy, for what must come after it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        metadata: ObjectMeta,
        settings: ProxySettings,
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        self.name = metadata.name
        self.resource = CustomResource(
            self,
            "Default",
            api_version=API_VERSION,
            kind=KIND,
            metadata=metadata,
            spec={
                "provider": {
                    "type": "Kubernetes",
                    "kubernetes": {
                        "envoyDeployment": _deployment(settings, name=metadata.name),
                        "envoyPDB": {"maxUnavailable": 1},
                        "envoyService": {
                            "type": "LoadBalancer",
                            # The client's address reaches the proxy, and from there the applications.
                            "externalTrafficPolicy": "Local",
                            "annotations": settings.address.annotations,
                        },
                    },
                },
                "shutdown": {"drainTimeout": _LONGEST_DRAIN, "minDrainDuration": _MINIMUM_DRAIN},
                "telemetry": {"accessLog": {"settings": [_access_log()]}},
            },
            depends_on=depends_on,
        ).resource


def _deployment(settings: ProxySettings, *, name: str) -> dict[str, Any]:
    return {
        "replicas": settings.replicas,
        "strategy": {
            "type": "RollingUpdate",
            "rollingUpdate": {"maxUnavailable": 0, "maxSurge": 1},
        },
        "container": {"resources": _quantities(settings.resources)},
        "pod": {"topologySpreadConstraints": [_spread_of(name, key) for key in _TOPOLOGY]},
        "patch": {"type": "StrategicMerge", "value": _helper_resources()},
    }


_TOPOLOGY: Final = ("kubernetes.io/hostname", "topology.kubernetes.io/zone")


def _spread_of(gateway: str, key: str) -> dict[str, Any]:
    return {
        "maxSkew": 1,
        "topologyKey": key,
        "whenUnsatisfiable": "ScheduleAnyway",
        "labelSelector": {"matchLabels": {"gateway.envoyproxy.io/owning-gateway-name": gateway}},
    }


def _helper_resources() -> dict[str, Any]:
    """Patch the container that drains a proxy before it stops, which has no limits by default."""
    helper = {"name": "shutdown-manager", "resources": _quantities(_SHUTDOWN_MANAGER)}
    return {"spec": {"template": {"spec": {"containers": [helper]}}}}


def _quantities(resources: ContainerResources) -> dict[str, dict[str, str]]:
    return {"requests": with_request(resources.requests), "limits": with_limit(resources.limits)}


def _access_log() -> dict[str, Any]:
    return {
        "format": {"type": "JSON", "json": _ACCESS_LOG},
        "sinks": [{"type": "File", "file": {"path": "/dev/stdout"}}],
    }

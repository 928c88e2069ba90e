"""Envoy Gateway: the controller of gateways."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from cdktf import ITerraformDependable
from constructs import Construct

from constructs_lib.kubernetes.chart import PRIORITY_CLASS, Chart, install, resources, spread_over_nodes
from contract.addons import GATEWAY_RELEASE, AddonNamespace

NAMESPACE: Final = AddonNamespace.GATEWAY
# What a GatewayClass names to be served by this controller.
CONTROLLER_NAME: Final = "gateway.envoyproxy.io/gatewayclass-controller"

_RELEASE: Final = GATEWAY_RELEASE
_CONTROLLER: Final = resources(cpu="25m", memory="128Mi", cpu_limit="500m", memory_limit="512Mi")
_CERTIFICATE_JOB: Final = resources(cpu="10m", memory="64Mi", cpu_limit="100m", memory_limit="128Mi")


class GatewayController(Construct):
    """Envoy Gateway with the definitions of the Gateway API.

    It creates proxies for each Gateway, in its own namespace; those carry the traffic and have their
    resources in an EnvoyProxy.

    Args:
        chart: The chart, with its version.
        high_availability: Whether the controller has two replicas, of which one leads.
        depends_on: What must exist first. Default: nothing.

    Attributes:
        namespace: The namespace of the controller and the proxies.
        controller_name: What a GatewayClass names to be served by this controller.
        resource: The release, for what must come after the definitions of the Gateway API.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        chart: Chart,
        high_availability: bool,
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        self.resource: ITerraformDependable = install(
            self,
            release=_RELEASE,
            namespace=NAMESPACE,
            chart=chart,
            values=_values(high_availability=high_availability),
            depends_on=depends_on,
        )
        self.namespace: str = NAMESPACE
        self.controller_name: str = CONTROLLER_NAME


def _values(*, high_availability: bool) -> Mapping[str, Any]:
    labels = {"control-plane": "envoy-gateway", "app.kubernetes.io/instance": _RELEASE}
    return {
        "config": {
            "envoyGateway": {
                "gateway": {"controllerName": CONTROLLER_NAME},
                "logging": {"level": {"default": "info"}, "encoder": "JSON"},
            }
        },
        "deployment": {
            "replicas": 2 if high_availability else 1,
            "priorityClassName": PRIORITY_CLASS,
            "envoyGateway": {"resources": _CONTROLLER},
            "pod": {"topologySpreadConstraints": spread_over_nodes(labels)},
        },
        # One at most, and not one at least: a single replica must not hold up the drain of its node.
        "podDisruptionBudget": {"minAvailable": 0, "maxUnavailable": 1},
        "certgen": {"job": {"resources": _CERTIFICATE_JOB}},
    }

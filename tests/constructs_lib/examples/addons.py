"""Examples of the constructs that install a chart; the versions are those that the simulated cloud knows."""

from collections.abc import Callable, Mapping
from typing import Final

from constructs import Construct

from constructs_lib.dapr.control_plane import DaprControlPlane
from constructs_lib.kubernetes.certificate_manager import CertificateManager
from constructs_lib.kubernetes.gateway_controller import GatewayController
from stacks.charts import CERT_MANAGER, DAPR, ENVOY_GATEWAY


def dapr(scope: Construct) -> DaprControlPlane:
    return DaprControlPlane(scope, "dapr", chart=DAPR, high_availability=True)


def gateway_controller(scope: Construct) -> GatewayController:
    return GatewayController(scope, "gateways", chart=ENVOY_GATEWAY, high_availability=True)


def certificate_manager(scope: Construct) -> CertificateManager:
    return CertificateManager(scope, "certificates", chart=CERT_MANAGER, high_availability=True)


EXAMPLES: Final[Mapping[str, Callable[..., Construct]]] = {
    "dapr_control_plane": dapr,
    "gateway_controller": gateway_controller,
    "certificate_manager": certificate_manager,
}

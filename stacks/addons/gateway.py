"""The controller of gateways and cert-manager, which the gateway of a release needs."""

from typing import Final

from constructs import Construct

from constructs_lib.kubernetes.certificate_manager import CertificateManager
from constructs_lib.kubernetes.gateway_controller import GatewayController
from environments.addons import Gateway
from stacks.charts import CERT_MANAGER, ENVOY_GATEWAY

# The GatewayClass that `app` makes: its definition comes with this stack, so it cannot be made here.
_GATEWAY_CLASS: Final = "envoy"


class ClusterGateway(GatewayController):
    """The controller of gateways, and after it cert-manager.

    Attributes:
        class_name: Name for the GatewayClass.
    """

    def __init__(self, scope: Construct, id_: str, *, settings: Gateway) -> None:
        super().__init__(scope, id_, chart=ENVOY_GATEWAY, high_availability=settings.high_availability)
        self.class_name: str = _GATEWAY_CLASS
        CertificateManager(
            scope,
            "certificates",
            chart=CERT_MANAGER,
            high_availability=settings.high_availability,
            depends_on=[self.resource],
        )

"""How people reach the application: through a gateway, or at the frontend's own public address."""

from dataclasses import dataclass

from constructs_lib.kubernetes.gateway import GatewayClass, proxy_pods
from constructs_lib.kubernetes.network_policy import Pods
from constructs_lib.kubernetes.service import StaticAddress
from contract.outputs import AddonsOutput, FoundationOutput
from contract.workloads import workload_name
from environments.exposure import Exposure, GatewayExposure
from stacks.app.specs import BACKEND
from stacks.remote_state import UpstreamState


@dataclass(frozen=True, kw_only=True)
class PublicExposure:
    """The exposure that an environment has chosen, as the other parts of the release see it."""

    application: str
    settings: Exposure
    foundation: UpstreamState
    addons: UpstreamState

    @property
    def host(self) -> str:
        """The host name: the environment's own, or the one that Azure gives the address."""
        chosen = self.settings.host if isinstance(self.settings, GatewayExposure) else None
        return chosen or self.foundation.text(FoundationOutput.PUBLIC_FQDN)

    @property
    def url(self) -> str:
        """The application's public URL."""
        return f"https://{self.host}" if self.has_gateway else f"http://{self.host}"

    @property
    def has_gateway(self) -> bool:
        """Whether requests come through a gateway."""
        return isinstance(self.settings, GatewayExposure)

    @property
    def gateway_name(self) -> str:
        """The name of the gateway, by which its proxies are found."""
        return self.application

    @property
    def gateway_class(self) -> GatewayClass:
        """The class of the gateway, where there is a gateway."""
        return GatewayClass(
            name=self.addons.text(AddonsOutput.GATEWAY_CLASS),
            controller=self.addons.text(AddonsOutput.GATEWAY_CONTROLLER),
            namespace=self.addons.text(AddonsOutput.GATEWAY_NAMESPACE),
        )

    @property
    def address(self) -> StaticAddress:
        """The public address."""
        return StaticAddress(
            name=self.foundation.text(FoundationOutput.PUBLIC_IP_NAME),
            resource_group=self.foundation.text(FoundationOutput.PUBLIC_IP_RESOURCE_GROUP),
        )

    @property
    def pods(self) -> Pods | None:
        """The pods through which all requests come; none, where they come straight from outside."""
        return proxy_pods(self.gateway_name, gateway_class=self.gateway_class) if self.has_gateway else None

    @property
    def frontend_address(self) -> StaticAddress | None:
        """The address of the frontend's own Service, where it has a public one."""
        return None if self.has_gateway else self.address

    @property
    def frontend_variables(self) -> dict[str, str]:
        """What the frontend has to know: without a gateway it passes `/api` on by itself."""
        return (
            {}
            if self.has_gateway
            else {"BACKEND_URL": f"http://{workload_name(BACKEND.role, application=self.application)}"}
        )

"""How people reach the application: through a gateway, or at the frontend's own public address."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from constructs import Construct

from constructs_lib.kubernetes.certificate import AcmeAccount
from constructs_lib.kubernetes.gateway import GatewayClass, PublicGateway, Route, proxy_pods
from constructs_lib.kubernetes.gateway_proxy import ProxySettings
from constructs_lib.kubernetes.namespace import BoundedNamespace
from constructs_lib.kubernetes.network_policy import Pods
from constructs_lib.kubernetes.pod import ContainerResources
from constructs_lib.kubernetes.service import StaticAddress
from environments.exposure import Exposure, GatewayExposure
from stacks.app.parts import BACKEND, FRONTEND

_GATEWAY: Final = "todo"
# The largest body that the API takes is a message of some 20 kB; this leaves room and stops the rest.
_LONGEST_BODY: Final = "1Mi"


@dataclass(frozen=True, kw_only=True)
class Entrance:
    """The exposure that an environment has chosen.

    `gateway` reads an output of the add-ons by name, where there is a gateway.
    """

    exposure: Exposure
    default_host: str
    address: StaticAddress
    gateway: Callable[[str], str] | None

    @property
    def url(self) -> str:
        """Return the application's public URL."""
        return f"https://{self._host}" if self.gateway else f"http://{self.default_host}"

    @property
    def pods(self) -> Pods | None:
        """Return the pods through which all requests come; none, where they come straight from outside."""
        return proxy_pods(_GATEWAY, gateway_class=self._class(self.gateway)) if self.gateway else None

    @property
    def frontend_address(self) -> StaticAddress | None:
        """Return the address of the frontend's own Service, where it has a public one."""
        return None if self.gateway else self.address

    @property
    def frontend_variables(self) -> dict[str, str]:
        """Return what the frontend has to know: without a gateway it passes `/api` on by itself."""
        return {} if self.gateway else {"BACKEND_URL": f"http://{BACKEND.name}"}

    def open(
        self,
        scope: Construct,
        *,
        namespace: BoundedNamespace,
        services: Mapping[str, str],
    ) -> None:
        """Add the gateway, if there is one; `services` are the workloads' Services by role.

        Sign-in lives in the frontend, below `/api`. A chat's answer may take the backend a while.
        """
        if self.gateway is None or not isinstance(self.exposure, GatewayExposure):
            return
        backend, frontend = services[BACKEND.role], services[FRONTEND.role]
        PublicGateway(
            scope,
            "gateway",
            metadata=namespace.object_meta(_GATEWAY),
            host=self._host,
            gateway_class=self._class(self.gateway),
            proxies=ProxySettings(
                replicas=self.exposure.proxies.replicas,
                resources=ContainerResources(
                    requests=self.exposure.proxies.resources.requests.model_dump(),
                    limits=self.exposure.proxies.resources.limits.model_dump(),
                ),
                address=self.address,
            ),
            account=AcmeAccount(directory=self.exposure.acme_directory, email=self.exposure.acme_email),
            routes=[
                Route(name="sign-in", prefix="/api/auth", service=frontend, timeout="15s"),
                Route(name="api", prefix="/api", service=backend, timeout="60s"),
                Route(name="pages", prefix="/", service=frontend, timeout="30s"),
            ],
            longest_body=_LONGEST_BODY,
        )

    @property
    def _host(self) -> str:
        chosen = self.exposure.host if isinstance(self.exposure, GatewayExposure) else None
        return chosen or self.default_host

    @staticmethod
    def _class(output: Callable[[str], str]) -> GatewayClass:
        return GatewayClass(
            name=output("gateway_class"),
            controller=output("gateway_controller"),
            namespace=output("gateway_namespace"),
        )

"""The gateway of a release."""

from typing import Final

from constructs import Construct

from constructs_lib.kubernetes.certificate import AcmeAccount
from constructs_lib.kubernetes.gateway import PublicGateway, Route
from constructs_lib.kubernetes.gateway_proxy import ProxySettings
from constructs_lib.kubernetes.pod import ContainerResources
from environments.exposure import GatewayExposure
from stacks.app.exposure import PublicExposure
from stacks.app.workloads import Backend, Frontend

# The largest body that the API takes is a message of some 20 kB; this leaves room and stops the rest.
_LONGEST_BODY: Final = "1Mi"


class ReleaseGateway(PublicGateway):
    """The gateway that leads to both workloads.

    Sign-in lives in the frontend, below `/api`. A chat's answer may take the backend a while.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        settings: GatewayExposure,
        exposure: PublicExposure,
        backend: Backend,
        frontend: Frontend,
    ) -> None:
        super().__init__(
            scope,
            id_,
            metadata=frontend.namespace.object_meta(exposure.gateway_name),
            host=exposure.host,
            gateway_class=exposure.gateway_class,
            proxies=ProxySettings(
                replicas=settings.proxies.replicas,
                resources=ContainerResources(
                    requests=settings.proxies.resources.requests.model_dump(),
                    limits=settings.proxies.resources.limits.model_dump(),
                ),
                address=exposure.address,
            ),
            account=AcmeAccount(directory=settings.acme_directory, email=settings.acme_email),
            routes=[
                Route(name="sign-in", prefix="/api/auth", service=frontend.service, timeout="15s"),
                Route(name="api", prefix="/api", service=backend.service, timeout="60s"),
                Route(name="pages", prefix="/", service=frontend.service, timeout="30s"),
            ],
            longest_body=_LONGEST_BODY,
        )

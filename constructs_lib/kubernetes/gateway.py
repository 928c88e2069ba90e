"""A public gateway: one address, TLS, and the paths that lead to each workload."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cdktf import ITerraformDependable
from constructs import Construct

from constructs_lib.kubernetes import gateway_proxy
from constructs_lib.kubernetes.certificate import AcmeAccount, AcmeCertificate
from constructs_lib.kubernetes.custom_resource import CustomResource
from constructs_lib.kubernetes.gateway_proxy import GatewayProxy, ProxySettings
from constructs_lib.kubernetes.network_policy import Pods
from constructs_lib.kubernetes.object_meta import ObjectMeta
from constructs_lib.kubernetes.service import HTTP_PORT

_GROUP: Final = "gateway.networking.k8s.io"
_API_VERSION: Final = f"{_GROUP}/v1"
_ONE_YEAR_SECONDS: Final = 31_536_000
# Clients can spoof these headers; Envoy drops them and sets X-Forwarded-For from the peer address.
_SPOOFABLE_HEADERS: Final = ["X-Forwarded-For", "X-Real-IP"]


@dataclass(frozen=True, kw_only=True)
class Route:
    """A route: requests whose path begins with `prefix` go to a Service; the longest prefix wins.

    Attributes:
        name: The route's name.
        prefix: How the path begins, such as `/api`.
        service: Name of the Service.
        timeout: How long the whole request may take, with the response, such as `30s`.
    """

    name: str
    prefix: str
    service: str
    timeout: str


@dataclass(frozen=True, kw_only=True)
class GatewayClass:
    """A class of gateways.

    Attributes:
        name: The class's name.
        controller: The controller that serves the class.
        namespace: The namespace in which the controller runs the proxies.
    """

    name: str
    controller: str
    namespace: str


def proxy_pods(gateway: str, *, gateway_class: GatewayClass) -> Pods:
    """Return the pods through which requests of the gateway `gateway` come."""
    return Pods(
        labels={"gateway.envoyproxy.io/owning-gateway-name": gateway}, namespace=gateway_class.namespace
    )


class PublicGateway(Construct):
    """A Gateway with HTTPS for `host`, and all that belongs to it; HTTP redirects to HTTPS.

    That is its class, its certificate, its proxies and its routes. Creating it waits until the proxies run
    and have the address. It does not wait for the certificate: that needs the host's DNS, which others
    may manage.

    Args:
        metadata: Name, namespace and labels of the gateway; what belongs to it is named after it.
        host: Host name.
        gateway_class: The class, which is created with the gateway.
        proxies: Replicas, resources and address of the proxies.
        account: The account at the authority that issues the certificate.
        routes: The routes, served over HTTPS.
        longest_body: Largest size of a request's body, such as `1Mi`.
        depends_on: What must exist first. Default: nothing.

    Attributes:
        url: `https://<host>`.
        resource: The gateway, for what must come after it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        metadata: ObjectMeta,
        host: str,
        gateway_class: GatewayClass,
        proxies: ProxySettings,
        account: AcmeAccount,
        routes: Sequence[Route],
        longest_body: str,
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        self.url = f"https://{host}"
        name = metadata.name
        self._metadata, self._depends_on = metadata, depends_on
        CustomResource(
            self,
            "class",
            api_version=_API_VERSION,
            kind="GatewayClass",
            metadata=ObjectMeta(name=gateway_class.name, labels=metadata.labels),
            spec={"controllerName": gateway_class.controller},
            depends_on=depends_on,
        )
        proxy = GatewayProxy(self, "proxy", metadata=metadata, settings=proxies, depends_on=depends_on)
        certificate = AcmeCertificate(
            self,
            "certificate",
            metadata=metadata,
            host=host,
            account=account,
            gateway=name,
            listener="http",
            proxies=proxy_pods(name, gateway_class=gateway_class),
            depends_on=depends_on,
        )
        self.resource = self._resource(
            "Default",
            kind="Gateway",
            spec={
                "gatewayClassName": gateway_class.name,
                "infrastructure": {
                    "parametersRef": {
                        "group": gateway_proxy.API_VERSION.partition("/")[0],
                        "kind": gateway_proxy.KIND,
                        "name": proxy.name,
                    }
                },
                "listeners": [
                    _listener("http", port=80, protocol="HTTP", host=host),
                    {
                        **_listener("https", port=443, protocol="HTTPS", host=host),
                        "tls": {
                            "mode": "Terminate",
                            "certificateRefs": [
                                {"group": "", "kind": "Secret", "name": certificate.secret_name}
                            ],
                        },
                    },
                ],
            },
            ready_when="Programmed",
        )
        self._resource(
            "redirect",
            kind="HTTPRoute",
            suffix="redirect",
            spec=_route_spec(name, listener="http", host=host, rules=[_redirect()]),
        )
        for route in routes:
            self._resource(
                f"{route.name}_route",
                kind="HTTPRoute",
                suffix=route.name,
                spec=_route_spec(name, listener="https", host=host, rules=[_forward(route)]),
            )
        self._policies(longest_body)

    def _policies(self, longest_body: str) -> None:
        """Say what the proxies accept from visitors and what they pass on."""
        target = [{"group": _GROUP, "kind": "Gateway", "name": self._metadata.name}]
        self._resource(
            "client_policy",
            kind="ClientTrafficPolicy",
            api_version=gateway_proxy.API_VERSION,
            spec={
                "targetRefs": target,
                "tls": {"minVersion": "1.2"},
                "headers": {
                    "earlyRequestHeaders": {"remove": _SPOOFABLE_HEADERS},
                    "requestID": "PreserveOrGenerate",
                    "withUnderscoresAction": "RejectRequest",
                },
                "path": {"escapedSlashesAction": "RejectRequest"},
                "timeout": {
                    "http": {
                        "requestHeadersReceivedTimeout": "10s",
                        "requestReceivedTimeout": "30s",
                        "idleTimeout": "120s",
                    }
                },
            },
        )
        self._resource(
            "backend_policy",
            kind="BackendTrafficPolicy",
            api_version=gateway_proxy.API_VERSION,
            spec={
                "targetRefs": target,
                "requestBuffer": {"limit": longest_body},
                # A pod that has just stopped: the request never began there, so that it may go elsewhere.
                "retry": {"numRetries": 2, "retryOn": {"triggers": ["connect-failure", "refused-stream"]}},
            },
        )

    def _resource(
        self,
        id_: str,
        *,
        kind: str,
        spec: Mapping[str, Any],
        suffix: str = "",
        api_version: str = _API_VERSION,
        ready_when: str | None = None,
    ) -> ITerraformDependable:
        name = self._metadata.name
        return CustomResource(
            self,
            id_,
            api_version=api_version,
            kind=kind,
            metadata=self._metadata.named(f"{name}-{suffix}" if suffix else name),
            spec=spec,
            ready_when=ready_when,
            depends_on=self._depends_on,
        ).resource


def _listener(name: str, *, port: int, protocol: str, host: str) -> dict[str, Any]:
    return {
        "name": name,
        "port": port,
        "protocol": protocol,
        "hostname": host,
        "allowedRoutes": {"namespaces": {"from": "Same"}},
    }


def _route_spec(
    gateway: str, *, listener: str, host: str, rules: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    parent = {"group": _GROUP, "kind": "Gateway", "name": gateway, "sectionName": listener}
    return {"parentRefs": [parent], "hostnames": [host], "rules": list(rules)}


def _redirect() -> dict[str, Any]:
    return {
        "matches": [_path("/")],
        "filters": [{"type": "RequestRedirect", "requestRedirect": {"scheme": "https", "statusCode": 301}}],
    }


def _forward(route: Route) -> dict[str, Any]:
    security = {"name": "Strict-Transport-Security", "value": f"max-age={_ONE_YEAR_SECONDS}"}
    return {
        "name": route.name,
        "matches": [_path(route.prefix)],
        "timeouts": {"request": route.timeout},
        "filters": [{"type": "ResponseHeaderModifier", "responseHeaderModifier": {"set": [security]}}],
        "backendRefs": [
            {"group": "", "kind": "Service", "name": route.service, "port": HTTP_PORT, "weight": 1}
        ],
    }


def _path(prefix: str) -> dict[str, Any]:
    return {"path": {"type": "PathPrefix", "value": prefix}}

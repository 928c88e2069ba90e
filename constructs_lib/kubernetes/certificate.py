"""A certificate that is asked for, and renewed, by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from constructs import Construct

from constructs_lib.kubernetes.custom_resource import CustomResource
from constructs_lib.kubernetes.network_policy import AllowedFlows, Flow, Pods

API_VERSION: Final = "cert-manager.io/v1"
_SOLVER: Final = {"acme.cert-manager.io/http01-solver": "true"}
_SOLVER_PORT: Final = 8089


@dataclass(frozen=True, kw_only=True)
class AcmeAccount:
    """The authority that gives the certificates, and who is told when one is about to expire."""

    directory: str
    email: str


class AcmeCertificate(Construct):
    """A certificate for `host`, proven over HTTP through the listener `listener` of the gateway `gateway`.

    cert-manager answers the authority's question from a pod of its own, which the gateway must reach;
    `proxies` are the gateway's pods.

    Output: `secret_name`.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        namespace: str,
        host: str,
        account: AcmeAccount,
        gateway: str,
        listener: str,
        proxies: Pods,
        labels: Mapping[str, str],
    ) -> None:
        super().__init__(scope, id_)
        self.secret_name = f"{name}-tls"
        common: dict[str, Any] = {"api_version": API_VERSION, "namespace": namespace, "labels": labels}
        issuer = CustomResource(
            self,
            "issuer",
            kind="Issuer",
            name=name,
            spec={
                "acme": {
                    "server": account.directory,
                    "email": account.email,
                    "privateKeySecretRef": {"name": f"{name}-acme-account"},
                    "solvers": [_solver(gateway, listener=listener, namespace=namespace)],
                }
            },
            **common,
        )
        CustomResource(
            self,
            "Default",
            kind="Certificate",
            name=name,
            spec={
                "secretName": self.secret_name,
                "dnsNames": [host],
                "issuerRef": {"group": "cert-manager.io", "kind": "Issuer", "name": issuer.name},
                "privateKey": {"algorithm": "ECDSA", "size": 256, "rotationPolicy": "Always"},
                "usages": ["digital signature", "server auth"],
            },
            **common,
        )
        AllowedFlows(
            self,
            "solver_flows",
            name="acme-solver",
            namespace=namespace,
            selector=_SOLVER,
            labels=labels,
            ingress=[Flow(peer=proxies, ports=[_SOLVER_PORT])],
        )


def _solver(gateway: str, *, listener: str, namespace: str) -> dict[str, Any]:
    parent = {
        "group": "gateway.networking.k8s.io",
        "kind": "Gateway",
        "name": gateway,
        "namespace": namespace,
        "sectionName": listener,
    }
    return {"http01": {"gatewayHTTPRoute": {"parentRefs": [parent]}}}

"""A certificate that cert-manager requests and renews."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from cdktf import ITerraformDependable
from constructs import Construct

from constructs_lib.kubernetes.custom_resource import CustomResource
from constructs_lib.kubernetes.network_policy import AllowedFlows, Flow, Pods
from constructs_lib.kubernetes.object_meta import ObjectMeta

API_VERSION: Final = "cert-manager.io/v1"
_SOLVER: Final = {"acme.cert-manager.io/http01-solver": "true"}
_SOLVER_PORT: Final = 8089


@dataclass(frozen=True, kw_only=True)
class AcmeAccount:
    """An account at the authority that issues the certificates.

    Attributes:
        directory: URL of the authority's ACME directory.
        email: Address that the authority warns when a certificate is about to expire.
    """

    directory: str
    email: str


class AcmeCertificate(Construct):
    """A certificate for `host`, proven over HTTP through the listener `listener` of the gateway `gateway`.

    cert-manager answers the authority's challenge from a separate pod, which the gateway must reach:
    the network policy `acme-solver` allows it, so that a namespace has one such construct at most.

    Args:
        metadata: Name, namespace and labels of issuer and certificate.
        host: Host name that the certificate is for.
        account: The account at the authority.
        gateway: Name of the gateway, in the same namespace.
        listener: Name of the gateway's HTTP listener.
        proxies: The gateway's pods.
        depends_on: What must exist first. Default: nothing.

    Attributes:
        secret_name: The Secret that cert-manager writes the certificate to.
        resource: The certificate, for what must come after it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        metadata: ObjectMeta,
        host: str,
        account: AcmeAccount,
        gateway: str,
        listener: str,
        proxies: Pods,
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        name = metadata.name
        self.secret_name = f"{name}-tls"
        issuer = CustomResource(
            self,
            "issuer",
            api_version=API_VERSION,
            kind="Issuer",
            metadata=metadata,
            spec={
                "acme": {
                    "server": account.directory,
                    "email": account.email,
                    "privateKeySecretRef": {"name": f"{name}-acme-account"},
                    "solvers": [_solver(gateway, listener=listener, namespace=metadata.namespace)],
                }
            },
            depends_on=depends_on,
        )
        self.resource = CustomResource(
            self,
            "Default",
            api_version=API_VERSION,
            kind="Certificate",
            metadata=metadata,
            spec={
                "secretName": self.secret_name,
                "dnsNames": [host],
                "issuerRef": {"group": "cert-manager.io", "kind": "Issuer", "name": issuer.name},
                "privateKey": {"algorithm": "ECDSA", "size": 256, "rotationPolicy": "Always"},
                "usages": ["digital signature", "server auth"],
            },
            depends_on=depends_on,
        ).resource
        AllowedFlows(
            self,
            "solver_flows",
            metadata=metadata.named("acme-solver"),
            selector=_SOLVER,
            ingress=[Flow(peer=proxies, ports=[_SOLVER_PORT])],
            depends_on=depends_on,
        )


def _solver(gateway: str, *, listener: str, namespace: str | None) -> dict[str, Any]:
    parent = {
        "group": "gateway.networking.k8s.io",
        "kind": "Gateway",
        "name": gateway,
        **({"namespace": namespace} if namespace else {}),
        "sectionName": listener,
    }
    return {"http01": {"gatewayHTTPRoute": {"parentRefs": [parent]}}}

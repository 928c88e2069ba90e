"""What a workload's sidecar may do."""

from collections.abc import Mapping, Sequence
from typing import Final

from constructs import Construct

from constructs_lib.dapr import CONTROL_PLANE_NAMESPACE as CONTROL_PLANE
from constructs_lib.dapr.component import API_VERSION
from constructs_lib.kubernetes.custom_resource import CustomResource

_SENTRY: Final = f"dapr-sentry.{CONTROL_PLANE}.svc.cluster.local:443"
_TRUST_DOMAIN: Final = "cluster.local"


class SidecarConfiguration(Construct):
    """Mutual TLS, traces of a share of the requests, and an allow-list of the sidecar's HTTP APIs.

    `apis` are names of Dapr's APIs (`publish`, `state`, `metadata` …); health is always allowed. No other
    application may invoke this one through its sidecar, and this one may read no secret through it.
    Source: docs.dapr.io, "Configuration schema" and "How-To: Selectively enable Dapr APIs".

    Outputs: `name`, `resource`.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        namespace: str,
        apis: Sequence[str],
        secret_stores: Sequence[str],
        trace_share: str,
        labels: Mapping[str, str],
    ) -> None:
        super().__init__(scope, id_)
        self.name = name
        self.resource = CustomResource(
            self,
            "Default",
            api_version=API_VERSION,
            kind="Configuration",
            name=name,
            namespace=namespace,
            labels=labels,
            spec={
                "mtls": {
                    "enabled": True,
                    "sentryAddress": _SENTRY,
                    "controlPlaneTrustDomain": _TRUST_DOMAIN,
                },
                "tracing": {"samplingRate": trace_share},
                "metrics": {"enabled": True, "http": {"increasedCardinality": False}},
                "logging": {"apiLogging": {"enabled": False, "omitHealthChecks": True}},
                "accessControl": {"defaultAction": "deny", "trustDomain": "public"},
                "api": {"allowed": [{"name": api, "version": "v1.0", "protocol": "http"} for api in apis]},
                "secrets": {
                    "scopes": [
                        {"storeName": store, "defaultAccess": "deny"} for store in sorted(secret_stores)
                    ]
                },
            },
        ).resource

"""The configuration of a workload's sidecar."""

from collections.abc import Sequence
from typing import Final

from cdktf import ITerraformDependable
from constructs import Construct

from constructs_lib.dapr import CONTROL_PLANE_NAMESPACE as CONTROL_PLANE
from constructs_lib.dapr.component import API_VERSION
from constructs_lib.kubernetes.custom_resource import CustomResource
from constructs_lib.kubernetes.object_meta import ObjectMeta

_SENTRY: Final = f"dapr-sentry.{CONTROL_PLANE}.svc.cluster.local:443"
_TRUST_DOMAIN: Final = "cluster.local"


class SidecarConfiguration(Construct):
    """Mutual TLS, traces of a share of the requests, and an allow-list of the sidecar's HTTP APIs.

    No other application may invoke this one through its sidecar, and this one may read no secret through it.
    Source: docs.dapr.io, "Configuration schema" and "How-To: Selectively enable Dapr APIs".

    Args:
        metadata: Name, namespace and labels.
        apis: Dapr's APIs that the application may call (`publish`, `state`, `metadata` …); health is always
            allowed, and an empty list would allow all.
        secret_stores: Secret stores that the application may not read.
        trace_share: Share of the requests that are traced, `"0"` to `"1"`.
        depends_on: What must exist first. Default: nothing.

    Attributes:
        name: The name, as given.
        resource: The configuration, for what must come after it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        metadata: ObjectMeta,
        apis: Sequence[str],
        secret_stores: Sequence[str],
        trace_share: str,
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        self.name: str = metadata.name
        self.resource = CustomResource(
            self,
            "Default",
            api_version=API_VERSION,
            kind="Configuration",
            metadata=metadata,
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
            depends_on=depends_on,
        ).resource

"""A namespace that bounds what lives in it."""

from collections.abc import Mapping
from typing import Final

from cdktf_cdktf_provider_kubernetes.limit_range_v1 import (
    LimitRangeV1,
    LimitRangeV1Metadata,
    LimitRangeV1Spec,
    LimitRangeV1SpecLimit,
)
from cdktf_cdktf_provider_kubernetes.namespace_v1 import NamespaceV1, NamespaceV1Metadata
from cdktf_cdktf_provider_kubernetes.resource_quota_v1 import (
    ResourceQuotaV1,
    ResourceQuotaV1Metadata,
    ResourceQuotaV1Spec,
)
from constructs import Construct

from constructs_lib.kubernetes.pod import ContainerResources

# For a container that says nothing about its resources: a certificate solver, somebody's debugging pod.
_UNDECLARED: Final = ContainerResources(
    requests={"cpu": "50m", "memory": "64Mi"}, limits={"cpu": "200m", "memory": "128Mi"}
)


class BoundedNamespace(Construct):
    """A namespace with Pod Security `restricted`, a quota and defaults for containers without resources.

    `quota` maps the quota's keys (`pods`, `requests.cpu` …) to Kubernetes quantities.

    Output: `name` (a reference).
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        quota: Mapping[str, str],
        labels: Mapping[str, str],
    ) -> None:
        super().__init__(scope, id_)
        namespace = NamespaceV1(
            self,
            "Default",
            metadata=NamespaceV1Metadata(name=name, labels={**labels, **_pod_security()}),
        )
        self.name = namespace.metadata.name
        ResourceQuotaV1(
            self,
            "quota",
            metadata=ResourceQuotaV1Metadata(name="release", namespace=self.name, labels=labels),
            spec=ResourceQuotaV1Spec(hard=quota),
        )
        LimitRangeV1(
            self,
            "defaults",
            metadata=LimitRangeV1Metadata(name="undeclared", namespace=self.name, labels=labels),
            spec=LimitRangeV1Spec(
                limit=[
                    LimitRangeV1SpecLimit(
                        type="Container",
                        default_request=_UNDECLARED.requests,
                        default=_UNDECLARED.limits,
                    )
                ]
            ),
        )


def _pod_security() -> dict[str, str]:
    """Return the labels that make the API server refuse, report and warn of what is not `restricted`."""
    modes = ("enforce", "audit", "warn")
    levels = {f"pod-security.kubernetes.io/{mode}": "restricted" for mode in modes}
    versions = {f"pod-security.kubernetes.io/{mode}-version": "latest" for mode in modes}
    return levels | versions

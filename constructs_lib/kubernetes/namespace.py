"""A namespace that bounds what lives in it."""

from collections.abc import Mapping, Sequence
from typing import Final

from cdktf import ITerraformDependable
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

from constructs_lib.kubernetes.local_storage import with_limit, with_request
from constructs_lib.kubernetes.object_meta import ObjectMeta
from constructs_lib.kubernetes.pod import ContainerResources

# For a container without resources: a certificate solver, a debugging pod.
_UNDECLARED: Final = ContainerResources(
    requests={"cpu": "50m", "memory": "64Mi"}, limits={"cpu": "200m", "memory": "128Mi"}
)


class BoundedNamespace(Construct):
    """A namespace with Pod Security `restricted`, a quota and defaults for containers without resources.

    Args:
        metadata: Name and labels.
        quota: Kubernetes quantities by the quota's keys (`pods`, `requests.cpu` …).
        depends_on: What must exist first. Default: nothing.

    Attributes:
        name: The name, as a reference.
        resource: The namespace, for what must come after it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        metadata: ObjectMeta,
        quota: Mapping[str, str],
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        namespace = NamespaceV1(
            self,
            "Default",
            metadata=NamespaceV1Metadata(name=metadata.name, labels={**metadata.labels, **_pod_security()}),
            depends_on=list(depends_on) or None,
        )
        self.name: str = namespace.metadata.name
        self.resource: ITerraformDependable = namespace
        self._labels = metadata.labels
        ResourceQuotaV1(
            self,
            "quota",
            metadata=ResourceQuotaV1Metadata(**self.object_meta("release").arguments),
            spec=ResourceQuotaV1Spec(hard=quota),
        )
        LimitRangeV1(
            self,
            "defaults",
            metadata=LimitRangeV1Metadata(**self.object_meta("undeclared").arguments),
            spec=LimitRangeV1Spec(
                limit=[
                    LimitRangeV1SpecLimit(
                        type="Container",
                        default_request=with_request(_UNDECLARED.requests),
                        default=with_limit(_UNDECLARED.limits),
                    )
                ]
            ),
        )

    def object_meta(self, name: str) -> ObjectMeta:
        """Return the metadata of an object in this namespace, with the namespace's own labels."""
        return ObjectMeta(name=name, namespace=self.name, labels=self._labels)


def _pod_security() -> dict[str, str]:
    """Return the labels that make the API server refuse, report and warn of what is not `restricted`."""
    modes = ("enforce", "audit", "warn")
    levels = {f"pod-security.kubernetes.io/{mode}": "restricted" for mode in modes}
    versions = {f"pod-security.kubernetes.io/{mode}-version": "latest" for mode in modes}
    return levels | versions

"""An object of a kind that a CustomResourceDefinition defines."""

from collections.abc import Mapping, Sequence
from typing import Any

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_kubernetes.manifest import (
    Manifest,
    ManifestTimeouts,
    ManifestWait,
    ManifestWaitCondition,
)
from constructs import Construct

from constructs_lib.kubernetes.object_meta import ObjectMeta


class CustomResource(Construct):
    """A custom resource, written as Kubernetes writes it (`apiVersion`, `backendRefs` …).

    Its definition must be on the cluster when Terraform plans, hence from an earlier stack.

    Args:
        api_version: Group and version, such as `cert-manager.io/v1`.
        kind: The object's kind.
        metadata: Name, labels and, unless the kind is cluster-scoped, namespace.
        spec: The object's `spec`.
        fields: What the object has beside `spec`, such as `scopes`. Default: nothing.
        ready_when: Condition that must be True before the creation is complete. Default: none.
        timeout: How long the creation may wait for `ready_when`, such as `10m`. Default: 10 minutes.
        depends_on: What must exist first. Default: nothing.

    Attributes:
        name: The name, as given.
        resource: The object, for what must come after it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        api_version: str,
        kind: str,
        metadata: ObjectMeta,
        spec: Mapping[str, Any],
        fields: Mapping[str, Any] | None = None,
        ready_when: str | None = None,
        timeout: str = "10m",
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        wait = ready_when and ManifestWait(condition=[ManifestWaitCondition(type=ready_when, status="True")])
        self.name = metadata.name
        self.resource: ITerraformDependable = Manifest(
            self,
            "Default",
            manifest={
                "apiVersion": api_version,
                "kind": kind,
                "metadata": metadata.manifest,
                "spec": dict(spec),
                **(fields or {}),
            },
            wait=wait or None,
            timeouts=ManifestTimeouts(create=timeout, update=timeout) if ready_when else None,
            depends_on=list(depends_on) or None,
        )

"""Kubernetes Secrets as a Dapr secret store."""

from collections.abc import Sequence

from cdktf import ITerraformDependable
from constructs import Construct

from constructs_lib.dapr.component import Component
from constructs_lib.kubernetes.object_meta import ObjectMeta


class KubernetesSecretStore(Component):
    """A secret store that reads with the pod's service account, hence what that account may `get`.

    Args:
        metadata: Name, namespace and labels; secrets are read from the same namespace.
        scopes: Dapr app-ids that load it; one at least.
        depends_on: What must exist first. Default: nothing.

    Attributes:
        name: The name, as given.
        resource: The component, for what must come after it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        metadata: ObjectMeta,
        scopes: Sequence[str],
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(
            scope,
            id_,
            metadata=metadata,
            component_type="secretstores.kubernetes",
            version="v1",
            settings={"defaultNamespace": metadata.namespace} if metadata.namespace else {},
            scopes=scopes,
            depends_on=depends_on,
        )

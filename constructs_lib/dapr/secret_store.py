"""The Kubernetes secrets, as a secret store for sidecars."""

from collections.abc import Mapping, Sequence

from constructs import Construct

from constructs_lib.dapr.component import Component


class KubernetesSecretStore(Component):
    """Reads secrets with the token of the pod's own account, hence those that the account may `get`."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        namespace: str,
        scopes: Sequence[str],
        labels: Mapping[str, str],
    ) -> None:
        super().__init__(
            scope,
            id_,
            name=name,
            namespace=namespace,
            type_="secretstores.kubernetes",
            version="v1",
            settings={"defaultNamespace": namespace},
            scopes=scopes,
            labels=labels,
        )

"""Who a workload is to the Kubernetes API, and what it may read there."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_kubernetes.role_binding_v1 import (
    RoleBindingV1,
    RoleBindingV1Metadata,
    RoleBindingV1RoleRef,
    RoleBindingV1Subject,
)
from cdktf_cdktf_provider_kubernetes.role_v1 import RoleV1, RoleV1Metadata, RoleV1Rule
from cdktf_cdktf_provider_kubernetes.service_account_v1 import ServiceAccountV1, ServiceAccountV1Metadata
from constructs import Construct

from constructs_lib.kubernetes.secret import WriteOnlySecret
from constructs_lib.kubernetes.structs import PodStructs

API_TOKEN_VOLUME: Final = "sidecar-api-token"  # noqa: S105 - a volume's name
# Where every Kubernetes client library looks for it.
API_TOKEN_PATH: Final = "/var/run/secrets/kubernetes.io/serviceaccount"  # noqa: S105
_TOKEN_LIFETIME_SECONDS: Final = 3600


class ServiceAccount(Construct):
    """An account of which no pod gets a token by itself, and which may `get` the named secrets alone.

    Outputs: `name` (a reference), `granted` (what a pod that uses the token has to wait for).
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        namespace: str,
        readable: Sequence[WriteOnlySecret],
        labels: Mapping[str, str],
    ) -> None:
        super().__init__(scope, id_)
        account = ServiceAccountV1(
            self,
            "Default",
            metadata=ServiceAccountV1Metadata(name=name, namespace=namespace, labels=labels),
            automount_service_account_token=False,
        )
        self.name = account.metadata.name
        self.granted: list[ITerraformDependable] = []
        if readable:
            self.granted.append(self._grant(readable, name=name, namespace=namespace, labels=labels))

    def _grant(
        self,
        readable: Sequence[WriteOnlySecret],
        *,
        name: str,
        namespace: str,
        labels: Mapping[str, str],
    ) -> RoleBindingV1:
        role = RoleV1(
            self,
            "secret_reader",
            metadata=RoleV1Metadata(name=f"{name}-secret-reader", namespace=namespace, labels=labels),
            rule=[
                RoleV1Rule(
                    api_groups=[""],
                    resources=["secrets"],
                    resource_names=sorted(secret.name for secret in readable),
                    verbs=["get"],
                )
            ],
        )
        return RoleBindingV1(
            self,
            "secret_reader_binding",
            metadata=RoleBindingV1Metadata(name=f"{name}-secret-reader", namespace=namespace, labels=labels),
            role_ref=RoleBindingV1RoleRef(
                api_group="rbac.authorization.k8s.io", kind="Role", name=role.metadata.name
            ),
            subject=[RoleBindingV1Subject(kind="ServiceAccount", name=self.name, namespace=namespace)],
        )


def api_token_volume(struct: PodStructs) -> Any:
    """Return a volume with a token of the pod's account, for a sidecar to mount at API_TOKEN_PATH.

    It holds what Kubernetes itself would mount into every container: a token that is renewed before it
    expires, the API server's certificate authority, and the namespace.
    """
    source = "VolumeProjectedSources"
    token = struct(f"{source}ServiceAccountToken", path="token", expiration_seconds=_TOKEN_LIFETIME_SECONDS)
    authority = struct(
        f"{source}ConfigMap",
        name="kube-root-ca.crt",
        items=[struct(f"{source}ConfigMapItems", key="ca.crt", path="ca.crt")],
    )
    namespace = struct(
        f"{source}DownwardApiItems",
        path="namespace",
        field_ref=struct(f"{source}DownwardApiItemsFieldRef", field_path="metadata.namespace"),
    )
    return struct(
        "Volume",
        name=API_TOKEN_VOLUME,
        projected=[
            struct(
                "VolumeProjected",
                default_mode="0440",
                sources=[
                    struct(source, service_account_token=token),
                    struct(source, config_map=[authority]),
                    struct(source, downward_api=struct(f"{source}DownwardApi", items=[namespace])),
                ],
            )
        ],
    )

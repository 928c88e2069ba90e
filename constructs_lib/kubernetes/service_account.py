"""The service account of a workload, and what it may read through the Kubernetes API."""

from collections.abc import Sequence
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

from constructs_lib.kubernetes.object_meta import ObjectMeta
from constructs_lib.kubernetes.secret import WriteOnlySecret
from constructs_lib.kubernetes.structs import PodStructs

API_TOKEN_VOLUME: Final = "sidecar-api-token"  # noqa: S105 - a volume's name
# Where every Kubernetes client library looks for it.
API_TOKEN_PATH: Final = "/var/run/secrets/kubernetes.io/serviceaccount"  # noqa: S105
_TOKEN_LIFETIME_SECONDS: Final = 3600


class ServiceAccount(Construct):
    """A service account of which no pod gets a token by itself, and which may read what it is granted.

    Args:
        metadata: Name, namespace and labels.
        depends_on: What must exist first. Default: nothing.

    Attributes:
        name: The name, as a reference.
        resource: The account, for what must come after it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        metadata: ObjectMeta,
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        account = ServiceAccountV1(
            self,
            "Default",
            metadata=ServiceAccountV1Metadata(**metadata.arguments),
            automount_service_account_token=False,
            depends_on=list(depends_on) or None,
        )
        self._metadata = metadata
        self.name: str = account.metadata.name
        self.resource: ITerraformDependable = account

    def grant_read_secrets(self, secrets: Sequence[WriteOnlySecret]) -> ITerraformDependable:
        """Let the account `get` these Secrets and no others; return what a pod that does so waits for."""
        metadata = self._metadata.named(f"{self._metadata.name}-secret-reader")
        role = RoleV1(
            self,
            "secret_reader",
            metadata=RoleV1Metadata(**metadata.arguments),
            rule=[
                RoleV1Rule(
                    api_groups=[""],
                    resources=["secrets"],
                    resource_names=sorted(secret.name for secret in secrets),
                    verbs=["get"],
                )
            ],
        )
        return RoleBindingV1(
            self,
            "secret_reader_binding",
            metadata=RoleBindingV1Metadata(**metadata.arguments),
            role_ref=RoleBindingV1RoleRef(
                api_group="rbac.authorization.k8s.io", kind="Role", name=role.metadata.name
            ),
            subject=[
                RoleBindingV1Subject(kind="ServiceAccount", name=self.name, namespace=metadata.namespace)
            ],
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

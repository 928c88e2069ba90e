"""How Terraform signs in to the cluster."""

from cdktf import Fn
from cdktf_cdktf_provider_kubernetes.provider import KubernetesProvider, KubernetesProviderExec
from constructs import Construct

from constructs_lib.kubernetes import sign_in
from contract.outputs import FoundationOutput
from stacks.remote_state import UpstreamState


class ClusterKubernetes(KubernetesProvider):
    """The Kubernetes provider for the foundation's cluster."""

    def __init__(self, scope: Construct, id_: str, *, foundation: UpstreamState) -> None:
        authority = foundation.text(FoundationOutput.CLUSTER_CA_CERTIFICATE)
        super().__init__(
            scope,
            id_,
            host=foundation.text(FoundationOutput.CLUSTER_HOST),
            cluster_ca_certificate=Fn.base64decode(authority),
            exec=[
                KubernetesProviderExec(
                    api_version=sign_in.API_VERSION, command=sign_in.COMMAND, args=sign_in.ARGUMENTS
                )
            ],
        )

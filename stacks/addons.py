"""The add-ons: what the application needs on the cluster before it can be released."""

from cdktf import Fn
from cdktf_cdktf_provider_helm.provider import (
    HelmProvider,
    HelmProviderKubernetes,
    HelmProviderKubernetesExec,
)
from constructs import Construct

from constructs_lib.dapr.control_plane import DaprControlPlane
from constructs_lib.kubernetes import sign_in
from environments import Environment
from stacks.charts import DAPR
from stacks.deployment_stack import DeploymentStack
from stacks.remote_state import UpstreamState


class AddonsStack(DeploymentStack):
    """Dapr on the cluster of one environment."""

    def __init__(self, scope: Construct, *, environment: Environment) -> None:
        super().__init__(scope, "addons", environment=environment)
        foundation = UpstreamState(
            self, "foundation", environment=environment, needs=["cluster_host", "cluster_ca_certificate"]
        )
        HelmProvider(
            self,
            "helm",
            kubernetes=HelmProviderKubernetes(
                host=foundation.text("cluster_host"),
                cluster_ca_certificate=Fn.base64decode(foundation.text("cluster_ca_certificate")),
                exec=HelmProviderKubernetesExec(
                    api_version=sign_in.API_VERSION, command=sign_in.COMMAND, args=sign_in.ARGUMENTS
                ),
            ),
        )
        dapr = DaprControlPlane(
            self,
            "dapr",
            repository=DAPR.repository,
            version=DAPR.version,
            high_availability=environment.dapr.high_availability,
        )
        self.output("dapr_version", dapr.version, description="Version of Dapr on the cluster")

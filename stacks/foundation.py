"""The foundation: everything that lives in Azure and outlasts a release."""

from cdktf_cdktf_provider_azurerm.provider import AzurermProvider, AzurermProviderFeatures
from cdktf_cdktf_provider_azurerm.resource_group import ResourceGroup
from constructs import Construct

from constructs_lib.azure.cluster import Cluster, ClusterNetwork, MaintenanceWindow, NodePool
from constructs_lib.azure.container_registry import ContainerRegistry
from constructs_lib.azure.log_analytics import LogWorkspace
from environments import Environment
from stacks.deployment_stack import DeploymentStack


class FoundationStack(DeploymentStack):
    """Resource group, registry, cluster and logs of one environment."""

    def __init__(self, scope: Construct, *, environment: Environment) -> None:
        super().__init__(scope, "foundation", environment=environment)
        azure = environment.azure
        tags = {"environment": environment.name, **azure.tags.model_dump()}
        AzurermProvider(
            self,
            "azurerm",
            features=[AzurermProviderFeatures()],
            subscription_id=azure.subscription_id,
            # `ops bootstrap` registers what is needed, once, so that a deployment needs no such right.
            resource_provider_registrations="none",
        )
        group = ResourceGroup(
            self, "resource_group", name=azure.resource_group, location=azure.location, tags=tags
        )
        registry = ContainerRegistry(
            self,
            "registry",
            name=environment.registry.name,
            resource_group=group.name,
            location=group.location,
            sku=environment.registry.sku,
            tags=tags,
        )
        logs = LogWorkspace(
            self,
            "logs",
            name=environment.logs.workspace,
            resource_group=group.name,
            location=group.location,
            retention_days=environment.logs.retention_days,
            daily_cap_gb=environment.logs.daily_cap_gb,
            tags=tags,
        )
        cluster = self._cluster(environment, group=group, tags=tags)
        registry.allow_pull("kubelet_pull", principal_id=cluster.kubelet_object_id)

        self.output("resource_group", group.name, description="Resource group of the environment")
        self.output("registry_login_server", registry.login_server, description="Host name of the registry")
        self.output("log_workspace_id", logs.id, description="ARM id of the Log Analytics workspace")
        self.output("cluster_name", cluster.name, description="Name of the AKS cluster")
        self.output("cluster_host", cluster.host, description="URL of the Kubernetes API server")
        self.output(
            "cluster_ca_certificate",
            cluster.ca_certificate,
            description="Certificate authority of the API server, base64",
        )
        self.output(
            "oidc_issuer_url", cluster.oidc_issuer_url, description="Issuer of the cluster's service accounts"
        )

    def _cluster(self, environment: Environment, *, group: ResourceGroup, tags: dict[str, str]) -> Cluster:
        cluster, network = environment.cluster, environment.network
        return Cluster(
            self,
            "cluster",
            name=cluster.name,
            dns_prefix=cluster.dns_prefix,
            resource_group=group.name,
            location=group.location,
            kubernetes_version=cluster.kubernetes_version,
            sku_tier=cluster.sku_tier,
            nodes=NodePool(
                size=cluster.nodes.size,
                minimum=cluster.nodes.minimum,
                maximum=cluster.nodes.maximum,
                zones=cluster.zones,
            ),
            network=ClusterNetwork(**network.model_dump()),
            maintenance=MaintenanceWindow(**cluster.maintenance.model_dump()),
            tags=tags,
        )

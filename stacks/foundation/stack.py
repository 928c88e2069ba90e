"""The foundation stack of one environment."""

from cdktf_cdktf_provider_azurerm.provider import (
    AzurermProvider,
    AzurermProviderFeatures,
    AzurermProviderFeaturesResourceGroup,
)
from cdktf_cdktf_provider_azurerm.resource_group import ResourceGroup
from constructs import Construct

from constructs_lib.azure.cluster import Cluster
from constructs_lib.azure.container_registry import ContainerRegistry
from constructs_lib.azure.log_analytics import LogWorkspace
from constructs_lib.azure.placement import Placement
from constructs_lib.azure.public_address import PublicAddress
from constructs_lib.azure.virtual_network import VirtualNetwork
from environments import Environment
from environments.database import ManagedDatabase
from stacks.deployment_stack import DeploymentStack
from stacks.foundation.cluster import add_cluster
from stacks.foundation.database import add_database
from stacks.foundation.delivery import add_delivery
from stacks.foundation.metric_rules import DATABASE_METRICS, database_rules
from stacks.foundation.monitoring import Monitoring
from stacks.foundation.place import Place


class FoundationStack(DeploymentStack):
    """Resource group, network, registry, cluster, database, monitoring and identities of one environment."""

    def __init__(self, scope: Construct, *, environment: Environment) -> None:
        super().__init__(scope, "foundation", environment=environment)
        self._environment = environment
        self._place = self._resource_group()
        self._network = self._virtual_network()
        self._address = self._public_address()
        logs = self._log_workspace()
        registry = self._registry()
        cluster = add_cluster(
            self,
            environment=environment,
            place=self._place,
            network=self._network,
            address=self._address,
            logs=logs,
        )
        registry.grant_pull("kubelet_pull", principal_id=cluster.kubelet_object_id)
        cluster.grant_kubeconfig_to_admins()
        monitoring = self._monitoring(cluster=cluster, logs=logs)
        if isinstance(environment.database, ManagedDatabase):
            self._database(environment.database, monitoring=monitoring)
        if environment.github is not None:
            add_delivery(
                self,
                environment=environment,
                github=environment.github,
                place=self._place,
                registry=registry,
                cluster=cluster,
            )
        self._put_out(registry=registry, cluster=cluster, logs=logs)

    def _resource_group(self) -> Place:
        azure = self._environment.azure
        AzurermProvider(
            self,
            "azurerm",
            features=[
                AzurermProviderFeatures(
                    # A group with something in it that Terraform has not made is not deleted with it.
                    resource_group=[
                        AzurermProviderFeaturesResourceGroup(prevent_deletion_if_contains_resources=True)
                    ]
                )
            ],
            subscription_id=azure.subscription_id,
            # `ops bootstrap` registers what is needed, once, so that a deployment needs no such right.
            resource_provider_registrations="none",
        )
        tags = {"environment": self._environment.name, **azure.tags.model_dump()}
        group = ResourceGroup(
            self, "resource_group", name=azure.resource_group, location=azure.location, tags=tags
        )
        return Place(
            # The location as a value, because names are made of it; everything waits for the group's name.
            placement=Placement(resource_group=group.name, location=azure.location, tags=tags),
            resource_group_id=group.id,
            subscription_id=f"/subscriptions/{azure.subscription_id}",
        )

    def _virtual_network(self) -> VirtualNetwork:
        network = self._environment.network
        return VirtualNetwork(
            self,
            "network",
            name=f"{self._environment.cluster.name}-network",
            cidr=network.virtual_network_cidr,
            node_cidr=network.node_subnet_cidr,
            pod_cidr=network.pod_cidr,
            placement=self._place.placement,
        )

    def _public_address(self) -> PublicAddress:
        return PublicAddress(
            self,
            "gateway_address",
            name=f"{self._environment.cluster.name}-gateway",
            dns_label=self._environment.network.public_dns_label,
            zones=self._environment.cluster.zones,
            placement=self._place.placement,
        )

    def _log_workspace(self) -> LogWorkspace:
        logs = self._environment.logs
        return LogWorkspace(
            self,
            "logs",
            name=logs.workspace,
            retention_days=logs.retention_days,
            container_retention_days=logs.container_retention_days,
            daily_cap_gb=logs.daily_cap_gb,
            placement=self._place.placement,
        )

    def _registry(self) -> ContainerRegistry:
        registry = self._environment.registry
        return ContainerRegistry(
            self,
            "registry",
            name=registry.name,
            sku=registry.sku,
            untagged_retention_days=registry.untagged_retention_days,
            quarantine=registry.quarantine,
            placement=self._place.placement,
        )

    def _monitoring(self, *, cluster: Cluster, logs: LogWorkspace) -> Monitoring:
        monitoring = Monitoring(
            self,
            "monitoring",
            place=self._place,
            name=self._environment.cluster.name,
            cluster=cluster,
            logs=logs,
            alerts=self._environment.alerts,
        )
        if self._environment.logs.container_insights:
            monitoring.watch_logs()
        if self._environment.budgets is not None:
            monitoring.watch_spending(self._environment.budgets)
        return monitoring

    def _database(self, settings: ManagedDatabase, *, monitoring: Monitoring) -> None:
        server = add_database(
            self,
            settings=settings,
            place=self._place,
            network=self._network,
            subnet_cidr=self._environment.network.database_subnet_cidr,
        )
        monitoring.watch_metrics(
            database_rules(burstable=settings.burstable), resource_id=server.id, namespace=DATABASE_METRICS
        )

    def _put_out(self, *, registry: ContainerRegistry, cluster: Cluster, logs: LogWorkspace) -> None:
        outputs = {
            "resource_group": (self._place.placement.resource_group, "Resource group of the environment"),
            "registry_login_server": (registry.login_server, "Host name of the registry"),
            "log_workspace_id": (logs.id, "ARM id of the Log Analytics workspace"),
            "cluster_name": (cluster.name, "Name of the AKS cluster"),
            "cluster_host": (cluster.host, "URL of the Kubernetes API server"),
            "cluster_ca_certificate": (cluster.ca_certificate, "Authority of the API server, base64"),
            "oidc_issuer_url": (cluster.oidc_issuer_url, "Issuer of the cluster's service accounts"),
            "public_ip_name": (self._address.name, "Name of the gateway's public address"),
            "public_ip_resource_group": (self._address.resource_group, "Resource group of that address"),
            "public_ip_address": (self._address.ip, "The gateway's public address"),
            "public_fqdn": (self._address.host_name, "Host name that leads to the gateway"),
        }
        for name, (value, description) in outputs.items():
            self.output(name, value, description=description)

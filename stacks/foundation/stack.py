"""The foundation stack of one environment."""

from typing import Final

from cdktf_cdktf_provider_azurerm.provider import (
    AzurermProvider,
    AzurermProviderFeatures,
    AzurermProviderFeaturesResourceGroup,
)
from cdktf_cdktf_provider_azurerm.resource_group import ResourceGroup
from constructs import Construct

from constructs_lib.azure.cluster import ApiAccess, Cluster, ClusterNetwork, MaintenanceWindow, NodePool
from constructs_lib.azure.container_registry import ContainerRegistry
from constructs_lib.azure.delivery_identities import DeliveryIdentities, Repository, Scopes
from constructs_lib.azure.log_analytics import LogWorkspace
from constructs_lib.azure.managed_identity import ManagedIdentity
from constructs_lib.azure.postgresql import Administrator, PostgresqlServer, PrivateNetwork, ServerSize
from constructs_lib.azure.public_address import PublicAddress
from constructs_lib.azure.virtual_network import VirtualNetwork
from constructs_lib.secret_variable import SecretVariable
from environments import Environment
from environments.database import ManagedDatabase
from environments.delivery import GitHub
from stacks.deployment_stack import DeploymentStack
from stacks.foundation.monitoring import DATABASE_METRICS, Monitoring, database_rules
from stacks.foundation.place import Place

_NETWORK_CONTRIBUTOR: Final = "Network Contributor"


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
        cluster = self._cluster(logs)
        registry.allow_pull("kubelet_pull", principal_id=cluster.kubelet_object_id)
        cluster.let_admins_fetch_credentials()
        monitoring = self._monitoring(cluster=cluster, logs=logs)
        if isinstance(environment.database, ManagedDatabase):
            self._database(environment.database, monitoring=monitoring)
        if environment.github is not None:
            self._delivery(environment.github, registry=registry, cluster=cluster)
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
            resource_group=group.name,
            resource_group_id=group.id,
            subscription_id=f"/subscriptions/{azure.subscription_id}",
            # As a value, because names are made of it; `resource_group` is what everything waits for.
            location=azure.location,
            tags=tags,
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
            **self._place.arguments,
        )

    def _public_address(self) -> PublicAddress:
        return PublicAddress(
            self,
            "gateway_address",
            name=f"{self._environment.cluster.name}-gateway",
            dns_label=self._environment.network.public_dns_label,
            zones=self._environment.cluster.zones,
            **self._place.arguments,
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
            **self._place.arguments,
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
            **self._place.arguments,
        )

    def _cluster(self, logs: LogWorkspace) -> Cluster:
        cluster, network = self._environment.cluster, self._environment.network
        identity = ManagedIdentity(
            self, "cluster_identity", name=f"{cluster.name}-identity", **self._place.arguments
        )
        rights = [
            identity.grant(
                "join_subnet",
                role=_NETWORK_CONTRIBUTOR,
                scope=self._network.node_subnet_id,
                reason="The cluster puts its nodes and load balancers into this subnet",
            ),
            identity.grant(
                "use_address",
                role=_NETWORK_CONTRIBUTOR,
                scope=self._address.id,
                reason="The gateway's load balancer takes this address",
            ),
        ]
        return Cluster(
            self,
            "cluster",
            name=cluster.name,
            dns_prefix=cluster.dns_prefix,
            kubernetes_version=cluster.kubernetes_version,
            sku_tier=cluster.sku_tier,
            identity_id=identity.id,
            access=ApiAccess(
                admin_group_ids=cluster.admin_group_ids,
                authorized_cidrs=cluster.api_server_authorized_cidrs,
            ),
            nodes=NodePool(
                size=cluster.nodes.size,
                minimum=cluster.nodes.minimum,
                maximum=cluster.nodes.maximum,
                zones=cluster.zones,
                subnet_id=self._network.node_subnet_id,
                os_disk_type=cluster.nodes.os_disk.type,
                os_disk_gb=cluster.nodes.os_disk.size_gb,
                max_pods=cluster.nodes.max_pods,
                host_encryption=cluster.nodes.host_encryption,
            ),
            network=ClusterNetwork(
                pod_cidr=network.pod_cidr,
                service_cidr=network.service_cidr,
                dns_service_ip=network.dns_service_ip,
                outbound_ports=network.outbound_ports_per_node,
            ),
            maintenance=MaintenanceWindow(**cluster.maintenance.model_dump()),
            log_workspace_id=logs.id if self._environment.logs.container_insights else None,
            depends_on=rights,
            **self._place.arguments,
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
        password = SecretVariable(
            self, "postgres_password", purpose="password of the PostgreSQL administrator"
        )
        subnet = self._network.add_database_subnet(cidr=self._environment.network.database_subnet_cidr)
        server = PostgresqlServer(
            self,
            "database",
            name=settings.server_name,
            version=settings.version,
            size=ServerSize(
                sku=settings.sku,
                storage_gb=settings.storage_gb,
                backup_days=settings.backup_days,
                geo_redundant_backup=settings.geo_redundant_backup,
                high_availability=settings.high_availability,
                pgbouncer=not settings.burstable,
            ),
            network=PrivateNetwork(subnet=subnet, network_id=self._network.id),
            administrator=Administrator(
                login=settings.administrator, password=password.value, revision=password.revision
            ),
            database=settings.database,
            maintenance_day=settings.maintenance.day,
            maintenance_hour=settings.maintenance.hour,
            deletion_lock=settings.deletion_lock,
            **self._place.arguments,
        )
        monitoring.watch_metrics(
            database_rules(burstable=settings.burstable), resource_id=server.id, namespace=DATABASE_METRICS
        )
        self.output("database_host", server.host, description="Host name of PostgreSQL, inside the network")
        self.output("database_port", server.port, description="Port of PostgreSQL, or of its PgBouncer")
        self.output("database_name", server.database, description="Name of the database")
        self.output("database_user", server.user, description="Login that owns the database")

    def _delivery(self, github: GitHub, *, registry: ContainerRegistry, cluster: Cluster) -> None:
        state = self._environment.state
        identities = DeliveryIdentities(
            self,
            "github",
            name_prefix=self._environment.cluster.name,
            repository=Repository(
                name=github.repository,
                default_branch=github.default_branch,
                environment=github.deployment_environment,
            ),
            scopes=Scopes(
                subscription=self._place.subscription_id,
                resource_group=self._place.resource_group_id,
                registry=registry.id,
                cluster=cluster.id,
                states=(
                    f"{self._place.subscription_id}/resourceGroups/{state.resource_group}"
                    f"/providers/Microsoft.Storage/storageAccounts/{state.storage_account}"
                    f"/blobServices/default/containers/{state.container}"
                ),
                state_prefix=f"{self._environment.name}/",
            ),
            **self._place.arguments,
        )
        for name, client_id in identities.client_ids.items():
            self.output(
                f"github_{name}_client_id",
                client_id,
                description=f"AZURE_CLIENT_ID of GitHub's '{name}' jobs",
            )

    def _put_out(self, *, registry: ContainerRegistry, cluster: Cluster, logs: LogWorkspace) -> None:
        outputs = {
            "resource_group": (self._place.resource_group, "Resource group of the environment"),
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

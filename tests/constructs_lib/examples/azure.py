"""Examples of the constructs in Azure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from constructs import Construct

from constructs_lib.azure import workbook
from constructs_lib.azure.action_group import ActionGroup
from constructs_lib.azure.budget import Budget
from constructs_lib.azure.cluster import ApiAccess, Cluster, ClusterNetwork, MaintenanceWindow, NodePool
from constructs_lib.azure.container_insights import ContainerInsights
from constructs_lib.azure.container_registry import ContainerRegistry
from constructs_lib.azure.log_analytics import LogWorkspace
from constructs_lib.azure.managed_identity import ManagedIdentity
from constructs_lib.azure.metric_alert import MetricAlert, MetricRule
from constructs_lib.azure.placement import Placement
from constructs_lib.azure.postgresql import Administrator, PostgresqlServer, PrivateNetwork, ServerSize
from constructs_lib.azure.public_address import PublicAddress
from constructs_lib.azure.query_alert import QueryAlert, QueryRule
from constructs_lib.azure.severity import Severity
from constructs_lib.azure.virtual_network import VirtualNetwork
from constructs_lib.azure.workbook import Workbook
from constructs_lib.secret_variable import SecretVariable

SUBSCRIPTION: Final = "/subscriptions/00000000-0000-0000-0000-000000000000"
_GROUP: Final = f"{SUBSCRIPTION}/resourceGroups/shop-rg/providers"
_OPERATORS: Final = "11111111-1111-1111-1111-111111111111"
_PLACEMENT: Final = Placement(
    resource_group="shop-rg", location="westeurope", tags={"team": "shop", "stage": "test"}
)


@dataclass(frozen=True, kw_only=True)
class Azure:
    """What the examples refer to, by ARM id where nothing else is said."""

    placement: Placement = _PLACEMENT
    workspace: str = f"{_GROUP}/Microsoft.OperationalInsights/workspaces/shop-logs"
    action_group: str = f"{_GROUP}/Microsoft.Insights/actionGroups/shop-people"
    cluster: str = f"{_GROUP}/Microsoft.ContainerService/managedClusters/shop"
    node_subnet: str = f"{_GROUP}/Microsoft.Network/virtualNetworks/shop-network/subnets/nodes"
    identity: str = f"{_GROUP}/Microsoft.ManagedIdentity/userAssignedIdentities/shop-identity"
    principal: str = "22222222-2222-2222-2222-222222222222"


NOWHERE: Final = Azure()


def registry(scope: Construct, near: Azure = NOWHERE) -> ContainerRegistry:
    made = ContainerRegistry(
        scope,
        "registry",
        name="shopregistry",
        placement=near.placement,
        sku="Premium",
        untagged_retention_days=14,
        quarantine=True,
    )
    made.grant_pull("nodes_pull", principal_id=near.principal)
    return made


def small_registry(scope: Construct, near: Azure = NOWHERE) -> ContainerRegistry:
    return ContainerRegistry(scope, "small_registry", name="shopsmall", placement=near.placement)


def log_workspace(scope: Construct, near: Azure = NOWHERE) -> LogWorkspace:
    made = LogWorkspace(
        scope,
        "logs",
        name="shop-logs",
        placement=near.placement,
        retention_days=30,
        container_retention_days=7,
        daily_cap_gb=1.5,
    )
    made.save_query("slow_orders", title="Slow orders", category="Shop", query="AppRequests | take 10")
    return made


def virtual_network(scope: Construct, near: Azure = NOWHERE) -> VirtualNetwork:
    return VirtualNetwork(
        scope,
        "network",
        name="shop-network",
        placement=near.placement,
        cidr="10.20.0.0/16",
        node_cidr="10.20.0.0/20",
        pod_cidr="10.244.0.0/16",
    )


def public_address(scope: Construct, near: Azure = NOWHERE) -> PublicAddress:
    return PublicAddress(
        scope,
        "address",
        name="shop-gateway",
        dns_label="shop-web",
        placement=near.placement,
        zones=["1", "2"],
    )


def managed_identity(scope: Construct, near: Azure = NOWHERE) -> ManagedIdentity:
    made = ManagedIdentity(scope, "identity", name="shop-identity", placement=near.placement)
    made.grant_sign_in(
        "pipeline", issuer="https://issuer.example.com", subject="repo:shop", audience="api://exchange"
    )
    made.grant_role(
        "use_network",
        role="Network Contributor",
        scope=near.node_subnet,
        reason="The cluster joins the subnet",
        condition="(true)",
    )
    made.grant_custom_role(
        "read_prices",
        role_id=f"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{_OPERATORS}",
        scope=SUBSCRIPTION,
        reason="Reads prices",
    )
    return made


def action_group(scope: Construct, near: Azure = NOWHERE) -> ActionGroup:
    return ActionGroup(
        scope,
        "people",
        name="shop-people",
        short_name="shop",
        placement=near.placement,
        emails=["on.call@example.com"],
        webhooks={"chat": "https://chat.example.com/hook"},
    )


def budget(scope: Construct, near: Azure = NOWHERE) -> Budget:
    return Budget(
        scope,
        "budget",
        name="shop-100",
        subscription_id=SUBSCRIPTION,
        amount=100,
        start_month="2030-01",
        emails=["owner@example.com"],
        action_group_id=near.action_group,
    )


def cluster(scope: Construct, near: Azure = NOWHERE) -> Cluster:
    made = Cluster(
        scope,
        "cluster",
        name="shop",
        dns_prefix="shop-api",
        placement=near.placement,
        kubernetes_version="1.33",
        sku_tier="Standard",
        identity_id=near.identity,
        access=ApiAccess(admin_group_ids=[_OPERATORS], authorized_cidrs=["203.0.113.0/24"]),
        nodes=NodePool(
            size="Standard_D2s_v3",
            minimum=2,
            maximum=5,
            zones=["1", "2"],
            subnet_id=near.node_subnet,
            os_disk_type="Managed",
            os_disk_gb=64,
            max_pods=60,
            host_encryption=True,
        ),
        network=ClusterNetwork(
            pod_cidr="10.244.0.0/16",
            service_cidr="10.0.0.0/16",
            dns_service_ip="10.0.0.10",
            outbound_ports=8000,
        ),
        maintenance=MaintenanceWindow(day="Sunday", start="02:00", hours=4, utc_offset="+00:00"),
        log_workspace_id=near.workspace,
    )
    made.grant_kubeconfig_to_admins()
    return made


def container_insights(scope: Construct, near: Azure = NOWHERE) -> ContainerInsights:
    return ContainerInsights(
        scope,
        "insights",
        cluster_name="shop",
        cluster_id=near.cluster,
        workspace_id=near.workspace,
        placement=near.placement,
    )


def metric_alert(scope: Construct, near: Azure = NOWHERE) -> MetricAlert:
    return MetricAlert(
        scope,
        "busy_node",
        name="shop-busy-node",
        placement=near.placement,
        resource_id=near.cluster,
        namespace="Microsoft.ContainerService/managedClusters",
        rule=MetricRule(
            title="A node is busy",
            metric="node_cpu_usage_percentage",
            operator="GreaterThan",
            threshold=85,
            severity=Severity.WARNING,
            aggregation="Maximum",
            window="PT15M",
            dimensions={"node": ["*"]},
        ),
        action_group_id=near.action_group,
    )


def query_alert(scope: Construct, near: Azure = NOWHERE) -> QueryAlert:
    return QueryAlert(
        scope,
        "failed_orders",
        name="shop-failed-orders",
        placement=near.placement,
        workspace_id=near.workspace,
        rule=QueryRule(
            title="Orders fail",
            query="ContainerLogV2 | summarize failed = count() by PodName",
            operator="GreaterThanOrEqual",
            threshold=3,
            severity=Severity.ERROR,
            every="PT5M",
            window="PT15M",
            measure="failed",
            split_by=["PodName"],
        ),
        action_group_id=near.action_group,
    )


def postgresql(scope: Construct, near: Azure = NOWHERE) -> PostgresqlServer:
    return _server(scope, "database", near, name="shop-database", high_availability=True)


def small_postgresql(scope: Construct, near: Azure = NOWHERE) -> PostgresqlServer:
    return _server(scope, "small_database", near, name="shop-small", high_availability=False)


def _server(
    scope: Construct, id_: str, near: Azure, *, name: str, high_availability: bool
) -> PostgresqlServer:
    password = SecretVariable(scope, f"{id_}_password", purpose="password of the database")
    network = VirtualNetwork(
        scope,
        f"{id_}_network",
        name=f"{name}-network",
        placement=near.placement,
        cidr="10.30.0.0/16",
        node_cidr="10.30.0.0/20",
        pod_cidr="10.244.0.0/16",
    )
    large: dict[str, Any] = {"geo_redundant_backup": True, "high_availability": True, "pgbouncer": True}
    return PostgresqlServer(
        scope,
        id_,
        name=name,
        placement=near.placement,
        version="17",
        size=ServerSize(
            sku="GP_Standard_D2ds_v5" if high_availability else "B_Standard_B1ms",
            storage_gb=64,
            backup_days=14,
            **(large if high_availability else {}),
        ),
        network=PrivateNetwork(subnet_id=_database_subnet(network), network_id=network.id),
        administrator=Administrator(login="shop", password=password.value, revision=password.revision),
        database="orders",
        maintenance_day="Tuesday",
        maintenance_hour=2,
        deletion_lock=high_availability,
    )


def _database_subnet(network: VirtualNetwork) -> str:
    return network.add_database_subnet(cidr="10.30.16.0/28")


def portal_workbook(scope: Construct, near: Azure = NOWHERE) -> Workbook:
    return Workbook(
        scope,
        "workbook",
        title="The shop",
        placement=near.placement,
        workspace_id=near.workspace,
        items=[
            workbook.parameters({"pod": ("Pod", "ContainerLogV2 | distinct pod = PodName")}),
            workbook.text("head", "## Orders"),
            workbook.query("orders", "Orders", "ContainerLogV2 | take 5", show="table"),
            workbook.node_metric("cpu", "CPU", "node_cpu_usage_percentage", cluster_id=near.cluster),
        ],
    )


# In an order in which each finds what it refers to.
EXAMPLES: Final[Mapping[str, Callable[..., Construct]]] = {
    "container_registry": registry,
    "container_registry_small": small_registry,
    "log_analytics": log_workspace,
    "virtual_network": virtual_network,
    "public_address": public_address,
    "managed_identity": managed_identity,
    "action_group": action_group,
    "budget": budget,
    "cluster": cluster,
    "container_insights": container_insights,
    "metric_alert": metric_alert,
    "query_alert": query_alert,
    "postgresql": postgresql,
    "postgresql_small": small_postgresql,
    "workbook": portal_workbook,
}

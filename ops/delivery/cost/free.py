"""Resource types without a cost, each with the reason.

A type that is neither listed here nor billed is reported as unknown. The Azure types are those that
github.com/infracost/infracost lists as free (internal/providers/terraform/azure/registry.go, opened November
2026), except federated credentials, action groups and collection rules.
"""

from collections.abc import Mapping
from typing import Final

_ON_NODES = "runs on the nodes, which are billed with the cluster"
_IN_CLUSTER = "an object in the cluster"
_ENTRA = "Microsoft Entra ID and Azure RBAC are part of every subscription"
_NETWORK = "virtual networks and security groups are free; what passes an address is billed"
_COLLECTION = "rules are free; what they collect is billed as logs"
_PART_OF_SERVER = "part of the database server"
_REDPANDA = "not among the metrics that Redpanda bills (docs.redpanda.com, Billing and Support)"

FREE: Final[Mapping[str, str]] = {
    "azurerm_application_insights_workbook": "saved queries; what they read is billed as logs",
    "azurerm_consumption_budget_subscription": "part of Cost Management, which is free",
    "azurerm_federated_identity_credential": _ENTRA,
    "azurerm_log_analytics_saved_search": "queries of analytics logs are free; the data is billed as logs",
    "azurerm_management_lock": "part of Resource Manager, which is free",
    "azurerm_monitor_action_group": "$0.00002 an e-mail (infracost, monitor_action_group_test.golden)",
    "azurerm_monitor_data_collection_rule": _COLLECTION,
    "azurerm_monitor_data_collection_rule_association": _COLLECTION,
    "azurerm_network_security_group": _NETWORK,
    "azurerm_network_security_rule": _NETWORK,
    "azurerm_postgresql_flexible_server_configuration": _PART_OF_SERVER,
    "azurerm_postgresql_flexible_server_database": _PART_OF_SERVER,
    "azurerm_private_dns_zone_virtual_network_link": "zones and queries are billed, links are not",
    "azurerm_resource_group": "part of Resource Manager, which is free",
    "azurerm_role_assignment": _ENTRA,
    "azurerm_role_definition": _ENTRA,
    "azurerm_subnet": _NETWORK,
    "azurerm_subnet_network_security_group_association": _NETWORK,
    "azurerm_user_assigned_identity": _ENTRA,
    "azurerm_virtual_network": _NETWORK,
    "helm_release": _ON_NODES,
    "kubernetes_deployment_v1": _ON_NODES,
    "kubernetes_horizontal_pod_autoscaler_v2": _IN_CLUSTER,
    "kubernetes_job_v1": _ON_NODES,
    "kubernetes_limit_range_v1": _IN_CLUSTER,
    "kubernetes_manifest": "custom resources; the gateway among them uses the load balancer of the cluster",
    "kubernetes_namespace_v1": _IN_CLUSTER,
    "kubernetes_network_policy_v1": _IN_CLUSTER,
    "kubernetes_pod_disruption_budget_v1": _IN_CLUSTER,
    "kubernetes_resource_quota_v1": _IN_CLUSTER,
    "kubernetes_role_binding_v1": _IN_CLUSTER,
    "kubernetes_role_v1": _IN_CLUSTER,
    "kubernetes_secret_v1": _IN_CLUSTER,
    "kubernetes_service_account_v1": _IN_CLUSTER,
    "kubernetes_service_v1": "uses the load balancer of the cluster, which is billed with it",
    "redpanda_acl": _REDPANDA,
    "redpanda_resource_group": _REDPANDA,
    "redpanda_user": _REDPANDA,
}

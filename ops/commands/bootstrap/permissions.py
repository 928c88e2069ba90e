"""The actions and roles of the first deployment: the permissions that its caller needs.

Source of the actions: learn.microsoft.com, "Azure permissions" (resource provider operations).
"""

from typing import Final

from environments import Environment
from environments.database import ManagedDatabase

#: The action that a condition can restrict to chosen roles.
ROLE_ASSIGNMENT: Final = "Microsoft.Authorization/roleAssignments/write"
_ROLE_DEFINITION: Final = "Microsoft.Authorization/roleDefinitions/write"
_LOCK: Final = "Microsoft.Authorization/locks/write"

#: What each type of resource in the foundation needs to be created.
ACTIONS: Final = {
    "azurerm_application_insights_workbook": "Microsoft.Insights/workbooks/write",
    "azurerm_consumption_budget_subscription": "Microsoft.Consumption/budgets/write",
    "azurerm_container_registry": "Microsoft.ContainerRegistry/registries/write",
    "azurerm_federated_identity_credential": (
        "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write"
    ),
    "azurerm_kubernetes_cluster": "Microsoft.ContainerService/managedClusters/write",
    "azurerm_log_analytics_saved_search": "Microsoft.OperationalInsights/workspaces/savedSearches/write",
    "azurerm_log_analytics_workspace": "Microsoft.OperationalInsights/workspaces/write",
    "azurerm_log_analytics_workspace_table": "Microsoft.OperationalInsights/workspaces/tables/write",
    "azurerm_management_lock": _LOCK,
    "azurerm_monitor_action_group": "Microsoft.Insights/actionGroups/write",
    "azurerm_monitor_data_collection_rule": "Microsoft.Insights/dataCollectionRules/write",
    "azurerm_monitor_data_collection_rule_association": (
        "Microsoft.Insights/dataCollectionRuleAssociations/write"
    ),
    "azurerm_monitor_metric_alert": "Microsoft.Insights/metricAlerts/write",
    "azurerm_monitor_scheduled_query_rules_alert_v2": "Microsoft.Insights/scheduledQueryRules/write",
    "azurerm_network_security_group": "Microsoft.Network/networkSecurityGroups/write",
    "azurerm_network_security_rule": "Microsoft.Network/networkSecurityGroups/securityRules/write",
    "azurerm_postgresql_flexible_server": "Microsoft.DBforPostgreSQL/flexibleServers/write",
    "azurerm_postgresql_flexible_server_configuration": (
        "Microsoft.DBforPostgreSQL/flexibleServers/configurations/write"
    ),
    "azurerm_postgresql_flexible_server_database": (
        "Microsoft.DBforPostgreSQL/flexibleServers/databases/write"
    ),
    "azurerm_private_dns_zone": "Microsoft.Network/privateDnsZones/write",
    "azurerm_private_dns_zone_virtual_network_link": (
        "Microsoft.Network/privateDnsZones/virtualNetworkLinks/write"
    ),
    "azurerm_public_ip": "Microsoft.Network/publicIPAddresses/write",
    "azurerm_resource_group": "Microsoft.Resources/subscriptions/resourceGroups/write",
    "azurerm_role_assignment": ROLE_ASSIGNMENT,
    "azurerm_role_definition": _ROLE_DEFINITION,
    "azurerm_subnet": "Microsoft.Network/virtualNetworks/subnets/write",
    "azurerm_subnet_network_security_group_association": (
        "Microsoft.Network/networkSecurityGroups/join/action"
    ),
    "azurerm_user_assigned_identity": "Microsoft.ManagedIdentity/userAssignedIdentities/write",
    "azurerm_virtual_network": "Microsoft.Network/virtualNetworks/write",
}
# What `ops bootstrap` itself does: the state account, and the registration of resource providers.
_BOOTSTRAP: Final = (
    "Microsoft.Storage/storageAccounts/write",
    "Microsoft.Storage/storageAccounts/blobServices/containers/write",
    "Microsoft.ContainerService/register/action",
)
_BUDGET_TYPES: Final = frozenset({"azurerm_consumption_budget_subscription"})
_DATABASE_TYPES: Final = frozenset(
    name for name in ACTIONS if name.startswith(("azurerm_postgresql", "azurerm_private_dns_zone"))
)
_GITHUB_TYPES: Final = frozenset({"azurerm_federated_identity_credential", "azurerm_role_definition"})

# The built-in roles that the foundation assigns, to the cluster and to the identities of GitHub's jobs.
_CLUSTER_ROLES: Final = frozenset(
    {"AcrPull", "Azure Kubernetes Service Cluster User Role", "Network Contributor"}
)
_GITHUB_ROLES: Final = frozenset(
    {
        "AcrPush",
        "Azure Kubernetes Service RBAC Cluster Admin",
        "Contributor",
        "Cost Management Contributor",
        "Locks Contributor",
        "Reader",
        "Role Based Access Control Administrator",
        "Storage Blob Data Contributor",
        "Storage Blob Data Reader",
    }
)


def needed_actions(environment: Environment) -> list[str]:
    """Return the actions that the first deployment takes in the subscription, sorted."""
    database = environment.database
    absent: set[str] = set()
    if environment.budgets is None:
        absent |= _BUDGET_TYPES
    if not isinstance(database, ManagedDatabase):
        absent |= _DATABASE_TYPES | {"azurerm_management_lock"}
    elif not database.deletion_lock:
        absent.add("azurerm_management_lock")
    if environment.github is None:
        absent |= _GITHUB_TYPES
    return sorted({*_BOOTSTRAP, *(action for name, action in ACTIONS.items() if name not in absent)})


def assigned_roles(environment: Environment) -> frozenset[str]:
    """Return the names of the built-in roles that the foundation assigns."""
    github = _GITHUB_ROLES if environment.github is not None else frozenset()
    # The caller's own role on the state container.
    return _CLUSTER_ROLES | github | {"Storage Blob Data Contributor"}


def assigns_own_roles(environment: Environment) -> bool:
    """Say whether the foundation also assigns roles that it defines, with ids that are not known before."""
    return environment.github is not None

"""Where the cluster's and the application's logs go."""

from collections.abc import Mapping
from typing import Final

from cdktf_cdktf_provider_azurerm.log_analytics_saved_search import LogAnalyticsSavedSearch
from cdktf_cdktf_provider_azurerm.log_analytics_workspace import LogAnalyticsWorkspace
from cdktf_cdktf_provider_azurerm.log_analytics_workspace_table import LogAnalyticsWorkspaceTable
from constructs import Construct

# Containers' output. Source: MicrosoftDocs/azure-monitor-docs, articles/azure-monitor/containers/
# container-insights-logs-schema.md.
_CONTAINER_LOGS: Final = "ContainerLogV2"


class LogWorkspace(Construct):
    """A Log Analytics workspace that stops taking logs at a daily volume, so that a bad day has a price.

    Containers' logs are deleted after `container_retention_days`. Only Entra ID identities may write: the
    workspace's shared keys, which Terraform reads into its state, open nothing.

    Output: `id` (ARM id).
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        resource_group: str,
        location: str,
        retention_days: int,
        container_retention_days: int,
        daily_cap_gb: float,
        tags: Mapping[str, str],
    ) -> None:
        super().__init__(scope, id_)
        workspace = LogAnalyticsWorkspace(
            self,
            "Default",
            name=name,
            resource_group_name=resource_group,
            location=location,
            sku="PerGB2018",
            retention_in_days=retention_days,
            daily_quota_gb=daily_cap_gb,
            local_authentication_enabled=False,
            tags=tags,
        )
        LogAnalyticsWorkspaceTable(
            self,
            "container_logs",
            name=_CONTAINER_LOGS,
            workspace_id=workspace.id,
            plan="Analytics",
            # Both: with one of them alone every later plan shows a change.
            retention_in_days=container_retention_days,
            total_retention_in_days=container_retention_days,
        )
        self._tags = tags
        self.id = workspace.id

    def save_query(self, id_: str, *, title: str, category: str, query: str) -> None:
        """Save a query where people find it: in the workspace, under Queries."""
        LogAnalyticsSavedSearch(
            self,
            id_,
            name=id_.replace("_", "-"),
            log_analytics_workspace_id=self.id,
            category=category,
            display_name=title,
            query=query,
            tags=self._tags,
        )

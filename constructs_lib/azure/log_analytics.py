"""The Log Analytics workspace, with its saved queries."""

from collections.abc import Sequence
from typing import Final

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_azurerm.log_analytics_saved_search import LogAnalyticsSavedSearch
from cdktf_cdktf_provider_azurerm.log_analytics_workspace import LogAnalyticsWorkspace
from cdktf_cdktf_provider_azurerm.log_analytics_workspace_table import LogAnalyticsWorkspaceTable
from constructs import Construct

from constructs_lib.azure.placement import Placement

# Containers' output. Source: MicrosoftDocs/azure-monitor-docs, articles/azure-monitor/containers/
# container-insights-logs-schema.md.
_CONTAINER_LOGS: Final = "ContainerLogV2"


class LogWorkspace(Construct):
    """A Log Analytics workspace that stops taking logs at a daily volume, which bounds its cost.

    Only Entra ID identities may write: the workspace's shared keys, which Terraform reads into its state,
    give no access.

    Args:
        name: The workspace's name in Azure.
        placement: Resource group, region and tags.
        retention_days: Days that logs are kept; 30 at least.
        container_retention_days: Days that the containers' output (ContainerLogV2) is kept; 4 at least.
        daily_cap_gb: Volume a day in GB, after which no more logs are taken until the next day.
        depends_on: What must exist first. Default: nothing.

    Attributes:
        id: ARM id.
        resource: The table of the containers' output, for what must come after the workspace.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        placement: Placement,
        retention_days: int,
        container_retention_days: int,
        daily_cap_gb: float,
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        workspace = LogAnalyticsWorkspace(
            self,
            "Default",
            name=name,
            resource_group_name=placement.resource_group,
            location=placement.location,
            sku="PerGB2018",
            retention_in_days=retention_days,
            daily_quota_gb=daily_cap_gb,
            local_authentication_enabled=False,
            tags=placement.tags,
            depends_on=list(depends_on) or None,
        )
        self.resource: ITerraformDependable = LogAnalyticsWorkspaceTable(
            self,
            "container_logs",
            name=_CONTAINER_LOGS,
            workspace_id=workspace.id,
            plan="Analytics",
            # Both: with one of them alone every later plan shows a change.
            retention_in_days=container_retention_days,
            total_retention_in_days=container_retention_days,
        )
        self._tags = placement.tags
        self.id: str = workspace.id

    def save_query(self, id_: str, *, title: str, category: str, query: str) -> None:
        """Save a KQL query in the workspace; the portal lists it under Queries, in `category`."""
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

"""Where the cluster's and the application's logs go."""

from collections.abc import Mapping

from cdktf_cdktf_provider_azurerm.log_analytics_workspace import LogAnalyticsWorkspace
from constructs import Construct


class LogWorkspace(Construct):
    """A Log Analytics workspace that stops taking logs at a daily volume, so that a bad day has a price.

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
            tags=tags,
        )
        self.id = workspace.id

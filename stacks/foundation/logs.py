"""The workspace that collects the logs of the environment."""

from constructs import Construct

from constructs_lib.azure.log_analytics import LogWorkspace
from environments.monitoring import Logs
from stacks.foundation.resource_group import FoundationGroup


class FoundationLogs(LogWorkspace):
    """The Log Analytics workspace.

    Attributes:
        collects: Whether anything of the cluster is collected into it.
    """

    def __init__(self, scope: Construct, id_: str, *, settings: Logs, at: FoundationGroup) -> None:
        super().__init__(
            scope,
            id_,
            name=settings.workspace,
            retention_days=settings.retention_days,
            container_retention_days=settings.container_retention_days,
            daily_cap_gb=settings.daily_cap_gb,
            placement=at.placement,
        )
        self.collects: bool = settings.container_insights

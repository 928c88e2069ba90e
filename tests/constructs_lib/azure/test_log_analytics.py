from constructs import Construct

from constructs_lib.azure.log_analytics import LogWorkspace
from tests.support.constructs import PLACEMENT, resources


def workspace(scope: Construct) -> LogWorkspace:
    return LogWorkspace(
        scope,
        "logs",
        name="todo-logs",
        retention_days=30,
        container_retention_days=7,
        daily_cap_gb=0.5,
        placement=PLACEMENT,
    )


def test_a_day_of_logs_has_a_limit_and_shared_keys_open_nothing() -> None:
    made = resources(workspace)["azurerm_log_analytics_workspace"]["logs"]
    assert made["daily_quota_gb"] == 0.5
    assert made["local_authentication_enabled"] is False


def test_containers_logs_are_gone_after_a_week() -> None:
    table = resources(workspace)["azurerm_log_analytics_workspace_table"]["logs_container_logs"]
    assert table["name"] == "ContainerLogV2"
    assert table["retention_in_days"] == table["total_retention_in_days"] == 7


def test_a_query_is_saved_under_a_name_that_a_url_can_carry() -> None:
    made = resources(
        lambda scope: workspace(scope).save_query(
            "one_day", title="One day", category="Todo", query="Heartbeat"
        )
    )
    saved = made["azurerm_log_analytics_saved_search"]["logs_one_day"]
    assert (saved["name"], saved["display_name"], saved["query"]) == ("one-day", "One day", "Heartbeat")

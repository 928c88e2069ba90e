from constructs_lib.azure.action_group import ActionGroup
from tests.support.constructs import PLACEMENT, resources


def test_people_and_webhooks_get_the_common_schema() -> None:
    made = resources(
        lambda scope: ActionGroup(
            scope,
            "people",
            name="people",
            short_name="todo",
            placement=PLACEMENT,
            emails=["on.call@example.com", "owner@example.com"],
            webhooks={"relay": "https://relay.example.com"},
        )
    )
    group = made["azurerm_monitor_action_group"]["people"]
    assert [r["name"] for r in group["email_receiver"]] == ["on-call-example-com", "owner-example-com"]
    assert [r["service_uri"] for r in group["webhook_receiver"]] == ["https://relay.example.com"]
    receivers = group["email_receiver"] + group["webhook_receiver"]
    assert all(receiver["use_common_alert_schema"] for receiver in receivers)

from constructs_lib.azure.budget import Budget
from tests.support.constructs import resources


def test_a_budget_speaks_before_at_and_ahead_of_its_amount() -> None:
    made = resources(
        lambda scope: Budget(
            scope,
            "budget",
            name="todo-50",
            subscription_id="/subscriptions/one",
            amount=50,
            start_month="2026-11",
            emails=["owner@example.com"],
            action_group_id="group",
        )
    )
    budget = made["azurerm_consumption_budget_subscription"]["budget"]
    assert budget["amount"] == 50
    assert budget["time_period"] == {"start_date": "2026-11-01T00:00:00Z"}
    said = {(n["threshold_type"], n["operator"], n["threshold"]) for n in budget["notification"]}
    assert said == {
        ("Actual", "GreaterThanOrEqualTo", 80),
        ("Actual", "GreaterThanOrEqualTo", 100),
        ("Forecasted", "GreaterThanOrEqualTo", 100),
    }
    assert all(n["contact_emails"] == ["owner@example.com"] for n in budget["notification"])
    assert all(n["contact_groups"] == ["group"] for n in budget["notification"])


def test_the_clock_changes_no_budget() -> None:
    made = resources(
        lambda scope: Budget(
            scope,
            "budget",
            name="todo-50",
            subscription_id="/subscriptions/one",
            amount=50,
            start_month="2020-01",
            emails=["owner@example.com"],
            action_group_id="group",
        )
    )
    budget = made["azurerm_consumption_budget_subscription"]["budget"]
    assert budget["lifecycle"] == {"ignore_changes": ["time_period"]}

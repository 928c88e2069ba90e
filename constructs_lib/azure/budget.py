"""A monthly budget on a whole subscription."""

from collections.abc import Sequence
from typing import Final

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.consumption_budget_subscription import (
    ConsumptionBudgetSubscription,
    ConsumptionBudgetSubscriptionNotification,
    ConsumptionBudgetSubscriptionTimePeriod,
)
from constructs import Construct

# Azure takes at most five notifications a budget, and two of one type, operator and threshold become one.
_NOTIFICATIONS: Final = (("Actual", 80), ("Actual", 100), ("Forecasted", 100))


class Budget(Construct):
    """Tells people when the month's cost passes, or is going to pass, an amount. It stops nothing.

    `amount` is in the subscription's billing currency, `start_month` is `YYYY-MM`. Azure refuses a month
    that is past when the budget is made, and a change would replace the budget: Terraform leaves it alone
    afterwards. Source: learn.microsoft.com, "Tutorial: Create and manage budgets".
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        subscription_id: str,
        amount: int,
        start_month: str,
        emails: Sequence[str],
        action_group_id: str,
    ) -> None:
        super().__init__(scope, id_)
        ConsumptionBudgetSubscription(
            self,
            "Default",
            name=name,
            subscription_id=subscription_id,
            amount=amount,
            time_grain="Monthly",
            time_period=ConsumptionBudgetSubscriptionTimePeriod(start_date=f"{start_month}-01T00:00:00Z"),
            notification=[
                ConsumptionBudgetSubscriptionNotification(
                    threshold=threshold,
                    threshold_type=type_,
                    operator="GreaterThanOrEqualTo",
                    contact_emails=list(emails),
                    contact_groups=[action_group_id],
                )
                for type_, threshold in _NOTIFICATIONS
            ],
            lifecycle=TerraformResourceLifecycle(ignore_changes=["time_period"]),
        )

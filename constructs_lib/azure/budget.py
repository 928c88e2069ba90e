"""A monthly budget on a whole subscription."""

from collections.abc import Sequence
from typing import Final

from cdktf import ITerraformDependable, TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.consumption_budget_subscription import (
    ConsumptionBudgetSubscription,
    ConsumptionBudgetSubscriptionNotification,
    ConsumptionBudgetSubscriptionTimePeriod,
)
from constructs import Construct

from contract.service_changes import ignore_changes

# Azure takes at most five notifications a budget, and two of one type, operator and threshold become one.
_NOTIFICATIONS: Final = (("Actual", 80), ("Actual", 100), ("Forecasted", 100))


class Budget(Construct):
    """A budget that notifies at 80% and 100% of the actual and at 100% of the forecast cost of a month.

    It stops nothing. Azure refuses a start month in the past, and a change of it would replace the budget:
    Terraform ignores it after the first apply. Source: learn.microsoft.com, "Tutorial: Create and manage
    budgets".

    Args:
        name: The budget's name in Azure.
        subscription_id: ARM id of the subscription (`/subscriptions/<uuid>`).
        amount: Monthly cost in the subscription's billing currency.
        start_month: The first month, `YYYY-MM`.
        emails: Addresses that are written to.
        action_group_id: ARM id of an action group that is notified, too.
        depends_on: What must exist first. Default: nothing.

    Attributes:
        resource: The budget, for what must come after it.
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
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        self.resource: ITerraformDependable = ConsumptionBudgetSubscription(
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
            lifecycle=TerraformResourceLifecycle(
                ignore_changes=ignore_changes("azurerm_consumption_budget_subscription")
            ),
            depends_on=list(depends_on) or None,
        )

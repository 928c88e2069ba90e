"""Unknown is not zero: what an estimate says where a part of the cost is not known."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from rich.console import Console

from ops.delivery.cost.change import cost_of_plan
from ops.delivery.cost.environment import EnvironmentCost
from ops.delivery.cost.estimate import estimate
from ops.delivery.cost.markdown import change_section, cost_markdown
from ops.delivery.cost.terminal import cost_view
from ops.delivery.cost.wording import budget_mails, change_line, change_verdict, headline, verdict
from tests.ops.delivery.cost.estimates import cost, price, prices, resource, usage

REDIS = [resource("azurerm_redis_cache", name) for name in ("one", "two")]


def _with_unknown() -> EnvironmentCost:
    found = cost("production")
    unknown = tuple(each.address for each in REDIS)
    return replace(found, estimate=replace(found.estimate, unknown=unknown))


def _shown(found: EnvironmentCost) -> str:
    console = Console(width=160)
    with console.capture() as capture:
        console.print(cost_view(found))
    return capture.get()


def _plan(**counts: int) -> dict[str, Any]:
    """Return a first plan with this many resources of these types: `azurerm_public_ip=2`."""
    resources = [
        {"mode": "managed", "type": kind, "address": f"{kind}.{number}"}
        | {"values": {"location": "eastus", "sku": "Standard"}}
        for kind, count in counts.items()
        for number in range(count)
    ]
    return {"planned_values": {"root_module": {"resources": resources}}}


def test_reasons_group_the_resources() -> None:
    own = prices(address__Basic=price(1))
    addresses = [resource("azurerm_public_ip", name, sku="Standard") for name in ("a", "b")]
    found = estimate([*REDIS, *addresses], prices=own, usage=usage())
    by_type, by_price = found.reasons.items()
    assert by_type[0].startswith("no price of the type azurerm_redis_cache is known; add it to")
    assert by_type[1] == ("azurerm_redis_cache.one", "azurerm_redis_cache.two")
    assert by_price[0].startswith("no price for address/Standard; add address/Standard")
    assert by_price[1] == ("azurerm_public_ip.a", "azurerm_public_ip.b")
    assert found.counted == 4


def test_the_first_line_says_at_least_and_how_many_are_unknown() -> None:
    found = _with_unknown()
    assert headline(found).startswith("at least $309.01 a month: $214.01 by Azure and $95.00 by Redpanda")
    assert headline(found).endswith(f", unknown (2 of {found.estimate.counted} resources)")
    assert headline(cost("production")) == "$309.01 a month: $214.01 by Azure and $95.00 by Redpanda"


def test_a_total_with_a_gap_is_no_total() -> None:
    for text in (_shown(_with_unknown()), cost_markdown(_with_unknown())):
        assert "total, at least" in text
        assert "unknown (2 of " in text
        assert "azurerm_redis_cache.one, azurerm_redis_cache.two: no price of the type" in text


def test_nothing_is_said_about_limit_and_budgets() -> None:
    found = _with_unknown()
    assert verdict(found).startswith(
        "No verdict on the limit of $230.00: Azure bills at least $214.01, unknown"
    )
    assert budget_mails(found) == (
        "No statement on the budget alerts at $50 and $200: a part of the cost is unknown"
    )
    assert "below" not in _shown(found)


def test_a_limit_that_the_known_part_exceeds_is_exceeded() -> None:
    found = _with_unknown()
    tight = replace(found, usage=found.usage.model_copy(update={"limit": Decimal(200)}))
    assert "Azure is expected to bill at least $214.01, $14.01 ABOVE the limit of $200.00" in verdict(tight)


@pytest.mark.parametrize(
    ("counts", "line"),
    [
        ({"azurerm_public_ip": 2}, "Cost: $0 → $7 a month (+$7.30)"),
        (
            {"azurerm_public_ip": 2, "azurerm_redis_cache": 1},
            "Cost: at least $0 → at least $7 a month (+$7.30 known), unknown (1 of 3 resources)",
        ),
        ({"azurerm_redis_cache": 2}, "Cost: unknown (2 of 2 resources)"),
    ],
)
def test_a_plan_says_what_of_it_is_unknown(counts: dict[str, int], line: str) -> None:
    change = cost_of_plan("production", "foundation", _plan(**counts))
    assert change
    assert change_line(change) == line


def test_the_comment_has_the_verdict_on_the_limit() -> None:
    within = cost_of_plan("production", "foundation", _plan(azurerm_public_ip=2))
    above = cost_of_plan("production", "foundation", _plan(azurerm_public_ip=70))
    gap = cost_of_plan("production", "foundation", _plan(azurerm_public_ip=2, azurerm_redis_cache=1))
    assert within
    assert above
    assert gap
    assert "Azure is expected to bill $7.30, $222.70 below the limit of $230.00" in change_section(within)
    assert "**Azure is expected to bill $255.50, $25.50 ABOVE the limit of $230.00**" in change_section(above)
    assert "No verdict on the limit of $230.00: Azure bills at least $7.30, unknown (1 of 3 resources)" in (
        change_section(gap)
    )
    assert change_verdict(within, without=["addons"]) == (
        "No verdict on the limit of $230.00: Azure bills at least $7.30, without addons"
    )


def test_the_limit_of_an_environment_is_not_that_of_another_project() -> None:
    change = cost_of_plan("production", "any", _plan(azurerm_public_ip=70), limited=False)
    assert change
    assert change_verdict(change) == ""

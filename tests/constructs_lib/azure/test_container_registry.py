from typing import Any

import pytest
from constructs import Construct

from constructs_lib.azure.container_registry import ContainerRegistry
from tests.support.constructs import PLACEMENT, resources


def registry(scope: Construct, **settings: Any) -> ContainerRegistry:
    values = {"sku": "Basic", "untagged_retention_days": None, "quarantine": False, **settings}
    return ContainerRegistry(scope, "registry", name="todoacr", **values, placement=PLACEMENT)


def test_nobody_signs_in_with_a_password_or_without_any_identity() -> None:
    made = resources(registry)["azurerm_container_registry"]["registry"]
    assert made["admin_enabled"] is False
    assert made["anonymous_pull_enabled"] is False


def test_what_only_premium_has_is_left_out_elsewhere() -> None:
    made = resources(registry)["azurerm_container_registry"]["registry"]
    assert not {"retention_policy_in_days", "quarantine_policy_enabled"} & set(made)


@pytest.mark.parametrize(
    ("setting", "value", "attribute"),
    [
        ("untagged_retention_days", 7, "retention_policy_in_days"),
        ("quarantine", True, "quarantine_policy_enabled"),
    ],
)
def test_premium_has_its_policies(setting: str, value: object, attribute: str) -> None:
    made = resources(lambda scope: registry(scope, sku="Premium", **{setting: value}))
    assert made["azurerm_container_registry"]["registry"][attribute] == value


def test_an_identity_may_pull_and_nothing_else() -> None:
    made = resources(lambda scope: registry(scope).grant_pull("kubelet", principal_id="principal"))
    assert made["azurerm_role_assignment"]["registry_kubelet"]["role_definition_name"] == "AcrPull"

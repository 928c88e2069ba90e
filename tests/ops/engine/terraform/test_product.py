"""Which program wrote a plan."""

import pytest

from ops.engine.terraform.product import OPENTOFU, TERRAFORM, Product, product_of_plan

TOFU_PROVIDER = {"provider_name": "registry.opentofu.org/hashicorp/azurerm"}
TERRAFORM_PROVIDER = {"provider_name": "registry.terraform.io/hashicorp/azurerm"}


@pytest.mark.parametrize(
    ("plan", "product"),
    [
        ({}, TERRAFORM),
        ({"resource_changes": [TERRAFORM_PROVIDER, {"provider_name": "terraform.io/builtin/x"}]}, TERRAFORM),
        ({"resource_changes": [{}, TOFU_PROVIDER]}, OPENTOFU),
        # A refresh-only plan has no changes.
        ({"resource_drift": [TOFU_PROVIDER]}, OPENTOFU),
    ],
)
def test_the_registry_of_the_providers_says_which_program_planned(
    plan: dict[str, object], product: Product
) -> None:
    assert product_of_plan(plan) is product

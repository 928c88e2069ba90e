"""Which program wrote a plan, or a state."""

import pytest

from ops.engine.terraform.product import OPENTOFU, TERRAFORM, Product, product_of_plan, product_of_state

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


@pytest.mark.parametrize(
    ("providers", "product"),
    [
        ([], TERRAFORM),
        (["registry.terraform.io/hashicorp/azurerm", "terraform.io/builtin/terraform"], TERRAFORM),
        # An apply that stopped half-way.
        (["registry.terraform.io/hashicorp/helm", "registry.opentofu.org/hashicorp/helm"], OPENTOFU),
    ],
)
@pytest.mark.parametrize("form", ['provider["%s"]', 'module.a.provider["%s"].second'])
def test_the_registry_of_the_providers_says_which_program_applied(
    providers: list[str], product: Product, form: str
) -> None:
    assert product_of_state([{"provider": form % each} for each in providers]) is product

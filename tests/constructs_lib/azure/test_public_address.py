import pytest

from constructs_lib.azure.public_address import PublicAddress
from tests.support.constructs import PLACEMENT, resources


@pytest.mark.parametrize(("zones", "written"), [(["1", "2", "3"], ["1", "2", "3"]), ([], None)])
def test_an_address_is_static_and_in_the_zones_that_are_asked_for(
    zones: list[str], written: list[str] | None
) -> None:
    made = resources(
        lambda scope: PublicAddress(
            scope, "address", name="gateway", dns_label="todo", zones=zones, placement=PLACEMENT
        )
    )
    address = made["azurerm_public_ip"]["address"]
    assert (address["allocation_method"], address["sku"]) == ("Static", "Standard")
    assert address["domain_name_label"] == "todo"
    assert address.get("zones") == written

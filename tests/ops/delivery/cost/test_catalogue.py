"""The catalogue that is committed, and what a wrong one says."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from environments.node_sizes import NODE_SIZES
from ops.common.errors import ExitCode
from ops.delivery.cost.catalogue import (
    PRICES,
    USAGE_FILE,
    CatalogueError,
    UnpricedError,
    as_yaml,
    is_old,
    read_catalogue,
    read_prices,
)
from ops.delivery.cost.usage import read_usage
from tests.ops.delivery.cost.estimates import TODAY

FILES = sorted(file for file in PRICES.glob("*.yaml") if file.name != USAGE_FILE)

SMALL = """\
provider: azure
region: eastus
currency: USD
prices:
  address/Standard:
    amount: 0.005
    unit: hour
    source: https://example.com/prices
    read: 2026-11-25
    verified: true
"""


def _folder(tmp_path: Path, text: str, name: str = "azure-eastus.yaml") -> Path:
    (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_files_are_as_a_renewal_writes_them(file: Path) -> None:
    assert as_yaml(read_catalogue(file)) == file.read_text()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_price_is_from_the_future_and_every_azure_price_can_be_renewed(file: Path) -> None:
    catalogue = read_catalogue(file)
    assert all(price.read <= date.today() for price in catalogue.prices.values())  # noqa: DTZ011
    if catalogue.provider == "azure":
        assert all(price.meter for price in catalogue.prices.values())


def test_every_size_that_an_environment_may_choose_has_a_price() -> None:
    for size in NODE_SIZES:
        assert read_prices().find("azure", "eastus", f"vm/{size}").unit == "hour"


def test_the_assumptions_are_valid_and_an_unnamed_environment_has_some() -> None:
    usage = read_usage()
    assert usage.of("production").limit == 230
    assert usage.of("budget").limit == 40
    assert usage.of("another") == usage.default


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("    verified: false", "needs a note about its basis"),
        ("    verified: true\n    colour: red", "colour: Extra inputs"),
        ("    verified: 1", "verified: Input should be a valid boolean"),
    ],
)
def test_a_wrong_key_is_named_with_its_path(tmp_path: Path, wrong: str, said: str) -> None:
    folder = _folder(tmp_path, SMALL.replace("    verified: true", wrong))
    with pytest.raises(CatalogueError, match="address/Standard") as caught:
        read_prices(folder)
    assert said in str(caught.value)
    assert caught.value.exit_code is ExitCode.USAGE


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("provider: [", "azure-eastus.yaml", "not valid YAML"),
        (SMALL, "azure-westeurope.yaml", "holds azure in eastus"),
        (SMALL.replace("0.005", "-1"), "azure-eastus.yaml", "greater than or equal to 0"),
        (SMALL.replace("unit: hour", "unit: moon"), "azure-eastus.yaml", "unit: Input should be"),
        (
            SMALL + "    meter: { filter: { armRegionName: westus }, api_unit: 1 Hour }\n",
            "azure-eastus.yaml",
            "armRegionName must be eastus or Global in address/Standard",
        ),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, text: str, name: str, said: str) -> None:
    with pytest.raises(CatalogueError, match=said):
        read_prices(_folder(tmp_path, text, name))


def test_an_empty_folder_and_two_currencies_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="there are no prices"):
        read_prices(tmp_path)
    _folder(tmp_path, SMALL)
    other = SMALL.replace("eastus", "westeurope").replace("USD", "EUR")
    with pytest.raises(CatalogueError, match="several currencies: EUR, USD"):
        read_prices(_folder(tmp_path, other, "azure-westeurope.yaml"))


def test_a_region_without_prices_says_how_to_begin_one() -> None:
    with pytest.raises(UnpricedError, match="no prices of azure in northeurope") as caught:
        read_prices().find("azure", "northeurope", "address/Standard")
    assert "ops cost renew" in caught.value.remedy
    assert caught.value.where.endswith("azure-northeurope.yaml")


@pytest.mark.parametrize("region", ["westeurope", "westus"])
def test_another_region_has_the_prices_that_were_read_and_asks_for_the_others(region: str) -> None:
    catalogue = read_prices().catalogues["azure", region]
    home = read_prices().catalogues["azure", "eastus"]
    renewable = {key for key, price in home.prices.items() if price.meter}
    assert catalogue.prices.keys() | catalogue.unread.keys() == renewable
    assert not catalogue.prices.keys() & catalogue.unread.keys()
    with pytest.raises(UnpricedError, match=f"prices of azure in {region} have not been read"):
        read_prices().find("azure", region, "vm/Standard_D2s_v3")


def test_the_same_thing_costs_something_else_in_another_region() -> None:
    prices = read_prices()
    east, west = (
        prices.find("azure", region, "logs/ingestion").amount for region in ("eastus", "westeurope")
    )
    assert (east, west) == (Decimal("2.3"), Decimal("2.99"))


def test_assumptions_out_of_order_are_refused(tmp_path: Path) -> None:
    content = yaml.safe_load((PRICES / USAGE_FILE).read_text())
    content["environments"]["budget"]["hours_on"]["minimum"] = 100
    (tmp_path / USAGE_FILE).write_text(yaml.safe_dump(content))
    with pytest.raises(CatalogueError, match=r"hours_on: .*must not get smaller"):
        read_usage(tmp_path)


@pytest.mark.parametrize(("days", "old"), [(0, False), (365, False), (366, True)])
def test_a_price_is_old_after_a_year(days: int, old: bool) -> None:
    assert is_old(TODAY - timedelta(days=days), today=TODAY) is old

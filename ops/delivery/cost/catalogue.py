"""The price catalogue: one YAML file for each provider and region, each price with source and date.

A price without a public source has `verified: false` and a note about its basis.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self, TypeVar

import yaml
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationError,
    model_validator,
)

from ops.common.errors import ExitCode, UserError
from ops.delivery.cost.amounts import exact

PRICES: Final = Path(__file__).resolve().parent / "prices"
USAGE_FILE: Final = "usage.yaml"
_OLD: Final = timedelta(days=365)
_HOURS_A_YEAR: Final = 8760

_Model = TypeVar("_Model", bound=BaseModel)

_HEADER: Final = """\
# Prices of {provider} in {region}, before taxes and discounts. `ops cost renew` writes this file and keeps
# its order, and every price that it cannot renew. Each says where it was read, and when; one that nobody
# could confirm says what it rests on. How to add one: docs/deployment/cost-optimization.md.
"""


class CatalogueError(UserError):
    """A catalogue file that is wrong."""

    exit_code = ExitCode.USAGE


class UnpricedError(UserError):
    """A price that is not in the catalogue."""


class StrictModel(BaseModel):
    """The base of the models of YAML files: no unknown key, no conversion."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def _written(value: object) -> object:
    return exact(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


#: A number of a YAML file, as it is written there.
Exact = Annotated[Decimal, BeforeValidator(_written), PlainSerializer(float, return_type=float)]


class Meter(StrictModel):
    """A meter of Azure's price API; `api_unit` must match the unit of the response.

    `tier` selects the price from this quantity on. With `term` it is a reservation's, which the API states
    for the whole term. Source: learn.microsoft.com, "Azure Retail Prices overview".
    """

    filter: Annotated[dict[str, str], Field(min_length=1)]
    api_unit: Annotated[str, Field(min_length=1)]
    tier: Annotated[float, Field(ge=0)] = 0
    term: Literal["1 Year", "3 Years"] | None = None

    @property
    def hours(self) -> int:
        """The hours that the API's amount of a reservation is for; one without a term."""
        return int(self.term.partition(" ")[0]) * _HOURS_A_YEAR if self.term else 1


Unit = Literal["hour", "day", "month", "GB", "GB-month", "partition-hour", "rule", "time series"]


class Price(StrictModel):
    """The price of one unit. The first `free` units of a month are free.

    `read` is the date of the source, or the date when it was opened.
    """

    amount: Annotated[Exact, Field(ge=0)]
    unit: Unit
    free: Annotated[Exact, Field(ge=0)] = Decimal()
    source: Annotated[str, Field(pattern=r"^https://\S+$")]
    read: date
    verified: bool
    note: str = ""
    meter: Meter | None = None

    @model_validator(mode="after")
    def _unverified_says_why(self) -> Self:
        if not self.verified and not self.note:
            raise ValueError("a price that is not verified needs a note about its basis")
        return self


class UnreadPrice(StrictModel):
    """A price that nobody has read yet: what it would be for, and the meter that `ops cost renew` asks."""

    unit: Unit
    free: Annotated[Exact, Field(ge=0)] = Decimal()
    meter: Meter


class PriceCatalogue(StrictModel):
    """The prices of one provider in one region, and those that are still to be read."""

    provider: Literal["azure", "redpanda"]
    region: Annotated[str, Field(min_length=1)]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    prices: Annotated[dict[str, Price], Field(min_length=1)]
    unread: dict[str, UnreadPrice] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _meters_are_of_the_region(self) -> Self:
        places = {self.region, "Global"}
        meters = {
            **{key: price.meter for key, price in self.prices.items()},
            **{key: price.meter for key, price in self.unread.items()},
        }
        wrong = [
            key
            for key, meter in meters.items()
            if meter and meter.filter.get("armRegionName", self.region) not in places
        ]
        if wrong:
            raise ValueError(f"armRegionName must be {self.region} or Global in {', '.join(wrong)}")
        return self

    @property
    def file_name(self) -> str:
        """The name of its file in the folder of prices."""
        return f"{self.provider}-{self.region}.yaml"


@dataclass(frozen=True, kw_only=True)
class Prices:
    """The catalogues of a folder, all in one currency."""

    folder: Path
    catalogues: Mapping[tuple[str, str], PriceCatalogue]

    @property
    def currency(self) -> str:
        """The currency of every amount."""
        return next(iter(self.catalogues.values())).currency

    def find(self, provider: str, region: str, key: str) -> Price:
        """Return a price; raise UnpricedError."""
        catalogue = self.catalogues.get((provider, region))
        if catalogue is None:
            raise UnpricedError(
                f"no prices of {provider} in {region}",
                where=str(self.folder / f"{provider}-{region}.yaml"),
                remedy=f"copy the file of another region, set its region to {region} and run "
                "`ops cost renew`; then check every price that was not renewed",
            )
        if key in catalogue.unread:
            raise UnpricedError(
                f"prices of {provider} in {region} have not been read",
                where=str(self.folder / catalogue.file_name),
                remedy="run `ops cost renew` where the internet can be reached, and commit the file",
            )
        if key not in catalogue.prices:
            raise UnpricedError(
                f"no price for {key}",
                where=str(self.folder / catalogue.file_name),
                remedy=f"add {key} with its meter and run `ops cost renew` "
                "(docs/deployment/cost-optimization.md)",
            )
        return catalogue.prices[key]


def read_prices(folder: Path = PRICES) -> Prices:
    """Return the catalogues of a folder; raise CatalogueError with each wrong key."""
    found = [read_catalogue(file) for file in sorted(folder.glob("*.yaml")) if file.name != USAGE_FILE]
    if not found:
        raise CatalogueError("there are no prices", where=str(folder), remedy="restore the folder with git")
    currencies = sorted({catalogue.currency for catalogue in found})
    if len(currencies) > 1:
        raise CatalogueError(
            f"the catalogues are in several currencies: {', '.join(currencies)}",
            where=str(folder),
            remedy="use one currency: amounts are added up",
        )
    return Prices(folder=folder, catalogues={(each.provider, each.region): each for each in found})


def read_catalogue(file: Path) -> PriceCatalogue:
    """Return the catalogue of one file; raise CatalogueError with each wrong key."""
    catalogue = parse(PriceCatalogue, file)
    if catalogue.file_name != file.name:
        raise CatalogueError(
            f"holds {catalogue.provider} in {catalogue.region}",
            where=str(file),
            remedy=f"rename it to {catalogue.file_name}, or fix provider and region",
        )
    return catalogue


def parse(model: type[_Model], file: Path) -> _Model:
    """Return a YAML file as a model; raise CatalogueError with the path and rule of each wrong key."""
    try:
        content: Any = yaml.safe_load(file.read_text(encoding="utf-8"))
        return model.model_validate(content)
    except OSError as error:
        raise CatalogueError(f"cannot be read: {error.strerror}", where=str(file)) from error
    except yaml.YAMLError as error:
        raise CatalogueError(f"not valid YAML: {error}", where=str(file), remedy="fix the YAML") from error
    except ValidationError as error:
        problems = [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()]
        raise CatalogueError(
            "the file is wrong:\n  " + "\n  ".join(problems),
            where=str(file),
            remedy="fix it as described in docs/deployment/cost-optimization.md",
        ) from error


def as_yaml(catalogue: PriceCatalogue) -> str:
    """Return the YAML of a catalogue, in a stable format."""
    document = catalogue.model_dump(exclude_defaults=True)
    header = _HEADER.format(provider=catalogue.provider, region=catalogue.region)
    return header + yaml.dump(document, Dumper=_Plain, sort_keys=False, width=110, allow_unicode=True)


class _Plain(yaml.SafeDumper):
    """A YAML dumper without anchors and aliases for repeated dates."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - the base's signature
        return True


def is_old(read: date, *, today: date) -> bool:
    """Return whether a price is older than a year."""
    return today - read > _OLD

"""The price catalogue: one YAML file a provider and region, each price with its source and its day.

A price that no public source could confirm is `verified: false` and says what it rests on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ops.common.errors import ExitCode, UserError

PRICES: Final = Path(__file__).resolve().parent / "prices"
USAGE_FILE: Final = "usage.yaml"
_OLD: Final = timedelta(days=365)

_Model = TypeVar("_Model", bound=BaseModel)

_HEADER: Final = """\
# Prices of {provider} in {region}, before taxes and discounts. `ops cost renew` writes this file and keeps
# its order, and every price that it cannot renew. Each says where it was read, and when; one that nobody
# could confirm says what it rests on. How to add one: docs/deployment/cost-optimization.md.
"""


class CatalogueError(UserError):
    """A file of the catalogue is wrong."""

    exit_code = ExitCode.USAGE


class UnpricedError(UserError):
    """The catalogue has no price for something that is used."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Meter(_Strict):
    """How Azure's price API names what is billed; `api_unit` must be the unit that it answers with.

    `tier` picks the amount that counts from this quantity on. Source: learn.microsoft.com,
    "Azure Retail Prices overview".
    """

    filter: Annotated[dict[str, str], Field(min_length=1)]
    api_unit: Annotated[str, Field(min_length=1)]
    tier: Annotated[float, Field(ge=0)] = 0


class Price(_Strict):
    """What one unit costs. The first `free` units of a month cost nothing.

    `read` is the day of the source; of a source that has none, the day on which it was opened.
    """

    amount: Annotated[float, Field(ge=0)]
    unit: Literal["hour", "day", "month", "GB", "GB-month", "partition-hour", "rule", "time series"]
    free: Annotated[float, Field(ge=0)] = 0
    source: Annotated[str, Field(pattern=r"^https://\S+$")]
    read: date
    verified: bool
    note: str = ""
    meter: Meter | None = None

    @model_validator(mode="after")
    def _unverified_says_why(self) -> Self:
        if not self.verified and not self.note:
            raise ValueError("a price that is not verified needs a note that says what it rests on")
        return self


class Catalogue(_Strict):
    """The prices of one provider in one region."""

    provider: Literal["azure", "redpanda"]
    region: Annotated[str, Field(min_length=1)]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    prices: Annotated[dict[str, Price], Field(min_length=1)]

    @model_validator(mode="after")
    def _meters_are_of_the_region(self) -> Self:
        places = {self.region, "Global"}
        wrong = [
            key
            for key, price in self.prices.items()
            if price.meter and price.meter.filter.get("armRegionName", self.region) not in places
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
    """Every catalogue of a folder; all in one currency, because amounts are added up."""

    folder: Path
    catalogues: Mapping[tuple[str, str], Catalogue]

    @property
    def currency(self) -> str:
        """The currency of every amount."""
        return next(iter(self.catalogues.values())).currency

    def find(self, provider: str, region: str, key: str) -> Price:
        """Return a price; raise UnpricedError with what to do when there is none."""
        catalogue = self.catalogues.get((provider, region))
        if catalogue is None:
            raise UnpricedError(
                f"no prices of {provider} in {region}",
                where=str(self.folder / f"{provider}-{region}.yaml"),
                remedy=f"copy another region's file, write {region} for its region there, and run "
                "`ops cost renew`; then look at every price that it could not renew",
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
    """Return every catalogue of a folder; raise CatalogueError with each wrong key."""
    found = [read_catalogue(file) for file in sorted(folder.glob("*.yaml")) if file.name != USAGE_FILE]
    if not found:
        raise CatalogueError("there are no prices", where=str(folder), remedy="restore the folder with git")
    currencies = sorted({catalogue.currency for catalogue in found})
    if len(currencies) > 1:
        raise CatalogueError(
            f"the catalogues are in several currencies: {', '.join(currencies)}",
            where=str(folder),
            remedy="write all of them in one: amounts are added up",
        )
    return Prices(folder=folder, catalogues={(each.provider, each.region): each for each in found})


def read_catalogue(file: Path) -> Catalogue:
    """Return the catalogue of one file; raise CatalogueError with each wrong key."""
    catalogue = parse(Catalogue, file)
    if catalogue.file_name != file.name:
        raise CatalogueError(
            f"holds {catalogue.provider} in {catalogue.region}",
            where=str(file),
            remedy=f"name it {catalogue.file_name}, or correct provider and region",
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
        raise CatalogueError(f"not valid YAML: {error}", where=str(file), remedy="correct it") from error
    except ValidationError as error:
        problems = [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()]
        raise CatalogueError(
            "the file is wrong:\n  " + "\n  ".join(problems),
            where=str(file),
            remedy="correct it as docs/deployment/cost-optimization.md shows",
        ) from error


def as_yaml(catalogue: Catalogue) -> str:
    """Return a catalogue as its file is written, always in the same way."""
    document = catalogue.model_dump(exclude_defaults=True)
    header = _HEADER.format(provider=catalogue.provider, region=catalogue.region)
    return header + yaml.dump(document, Dumper=_Plain, sort_keys=False, width=110, allow_unicode=True)


class _Plain(yaml.SafeDumper):
    """Writes a day that stands twice twice, not as an anchor and an alias."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - the base's signature
        return True


def is_old(read: date, *, today: date) -> bool:
    """Say whether a price was read so long ago that people must be told: a year."""
    return today - read > _OLD

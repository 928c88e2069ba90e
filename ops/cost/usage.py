"""How much of what is billed by use an environment uses: assumptions, in one file, each with its reason.

They are no settings: nothing that is deployed depends on them, and a better guess needs no synthesis.
"""

from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ops.cost.amounts import Range
from ops.cost.catalogue import PRICES, USAGE_FILE, parse


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Assumption(_Strict):
    """The least, the expected and the most of a quantity in a month, and why."""

    minimum: Annotated[float, Field(ge=0)]
    expected: Annotated[float, Field(ge=0)]
    maximum: Annotated[float, Field(ge=0)]
    why: Annotated[str, Field(min_length=10)]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.minimum <= self.expected <= self.maximum:
            raise ValueError("minimum, expected and maximum must not get smaller in this order")
        return self

    @property
    def range(self) -> Range:
        """The three quantities."""
        return Range(minimum=self.minimum, expected=self.expected, maximum=self.maximum)


class Usage(_Strict):
    """The assumptions for one environment, a month.

    `limit` is what its owner allows for the part that Azure bills, in the catalogue's currency.
    """

    limit: Annotated[float, Field(gt=0)] | None = None
    hours_on: Assumption
    further_node_hours: Assumption
    disks_per_node: Assumption
    outbound_gb: Assumption
    balanced_gb: Assumption
    logs_gb: Assumption
    registry_gb: Assumption
    further_alert_series: Assumption
    further_backup_gb: Assumption
    events_written_gb: Assumption
    events_read_gb: Assumption
    events_stored_gb: Assumption


class UsageFile(_Strict):
    """Usage by environment; `default` is for an environment that the file does not name."""

    default: Usage
    environments: dict[str, Usage]

    def of(self, environment: str) -> Usage:
        """Return what is assumed of an environment."""
        return self.environments.get(environment, self.default)


def read_usage(folder: Path = PRICES) -> UsageFile:
    """Return the assumptions; raise CatalogueError with each wrong key."""
    return parse(UsageFile, folder / USAGE_FILE)

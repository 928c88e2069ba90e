"""The usage assumptions of the estimate: one file, each with its reason.

They are not settings: no deployment depends on them.
"""

from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from ops.delivery.cost.amounts import Range
from ops.delivery.cost.catalogue import PRICES, USAGE_FILE, Exact, StrictModel, parse


class Assumption(StrictModel):
    """The minimum, expected and maximum monthly quantity, with the reason."""

    minimum: Annotated[Exact, Field(ge=0)]
    expected: Annotated[Exact, Field(ge=0)]
    maximum: Annotated[Exact, Field(ge=0)]
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


class Usage(StrictModel):
    """The monthly assumptions for one environment.

    `limit` is the limit for Azure's bill, in the catalogue's currency.
    """

    limit: Annotated[Exact, Field(gt=0)] | None = None
    hours_on: Annotated[Assumption, Field(title="hours on")]
    further_node_hours: Annotated[Assumption, Field(title="further hours of nodes")]
    disks_per_node: Annotated[Assumption, Field(title="disks a node")]
    outbound_gb: Annotated[Assumption, Field(title="GB to the internet")]
    balanced_gb: Annotated[Assumption, Field(title="GB through the load balancer")]
    logs_gb: Annotated[Assumption, Field(title="GB of logs")]
    registry_gb: Annotated[Assumption, Field(title="GB of images")]
    further_alert_series: Annotated[Assumption, Field(title="series of split alerts")]
    further_backup_gb: Annotated[Assumption, Field(title="GB of backups beyond the free copy")]
    events_written_gb: Annotated[Assumption, Field(title="GB of events written")]
    events_read_gb: Annotated[Assumption, Field(title="GB of events read")]
    events_stored_gb: Annotated[Assumption, Field(title="GB of events kept")]


class UsageFile(StrictModel):
    """Usage by environment; `default` is for environments without an entry."""

    default: Usage
    environments: dict[str, Usage]

    def of(self, environment: str) -> Usage:
        """Return the assumptions for an environment."""
        return self.environments.get(environment, self.default)


def read_usage(folder: Path = PRICES) -> UsageFile:
    """Return the assumptions; raise CatalogueError with each wrong key."""
    return parse(UsageFile, folder / USAGE_FILE)

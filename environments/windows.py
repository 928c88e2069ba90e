"""Weekly time windows."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from environments.names import matching
from environments.section import Section

TimeOfDay = Annotated[
    str,
    AfterValidator(
        matching(
            r"([01][0-9]|2[0-3]):[0-5][0-9]", rule='must be a time of day in quotes, for instance "03:00"'
        )
    ),
]

UtcOffset = Annotated[
    str,
    AfterValidator(
        matching(
            r"[+-](0[0-9]|1[0-4]):(00|30|45)",
            rule='must be an offset from UTC in quotes, for instance "-05:00"',
        )
    ),
]


class WeeklyWindow(Section):
    """When the service may disturb the cluster. AKS wants at least four hours."""

    day: Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    start: TimeOfDay
    hours: Annotated[int, Field(ge=4, le=24)]
    utc_offset: UtcOffset = "+00:00"

"""When the next instance of a recurring task is due, in the user's own calendar and clock."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil.relativedelta import relativedelta


class Frequency(StrEnum):
    """The step of a recurrence."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class UnknownTimeZoneError(ValueError):
    """A name that is no IANA time zone."""


def zone(name: str) -> ZoneInfo:
    """The IANA zone of that name.

    Raises:
        UnknownTimeZoneError: there is none.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnknownTimeZoneError(f"{name!r} is not an IANA time zone such as Europe/Madrid") from None


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """A rule and the wall-clock moment that it counts from.

    Every instance is counted from the anchor, not from the one before: a task due on 31 January is due on
    28 February and then on 31 March again. The wall clock is what repeats: 09:00 stays 09:00 when the clocks
    change. A time that a change skips moves on by the length of the gap; of a repeated one, the first counts.
    """

    frequency: Frequency
    interval: int
    until: date | None
    timezone: str
    anchor_local: datetime
    anchor_occurrence: int

    def due(self, occurrence: int) -> datetime | None:
        """When the instance of that number is due, in UTC; None after the end of the recurrence.

        Raises:
            UnknownTimeZoneError: the schedule's zone does not exist (any more).
        """
        steps = (occurrence - self.anchor_occurrence) * self.interval
        try:
            local = self.anchor_local + self._step() * steps
        except (OverflowError, ValueError):  # past the year 9999
            return None
        if self.until is not None and local.date() > self.until:
            return None
        try:
            return local.replace(tzinfo=zone(self.timezone), fold=0).astimezone(UTC)
        except OverflowError:  # in UTC, it is the year 10000 already
            return None

    def _step(self) -> relativedelta:
        match self.frequency:
            case Frequency.DAILY:
                return relativedelta(days=1)
            case Frequency.WEEKLY:
                return relativedelta(weeks=1)
            case Frequency.MONTHLY:
                return relativedelta(months=1)


def wall_clock(instant: datetime, timezone: str) -> datetime:
    """What a clock on the wall in that zone shows at that instant, without a zone.

    Raises:
        UnknownTimeZoneError: no such zone.
    """
    return instant.astimezone(zone(timezone)).replace(tzinfo=None)

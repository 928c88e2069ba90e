"""Due times at month ends, over clock changes, and for any rule."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from todo_backend.recurrence import Frequency, Schedule, UnknownTimeZoneError, wall_clock, zone

ZONES = ["UTC", "Europe/Madrid", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia"]


def schedule(
    frequency: Frequency,
    anchor: str,
    timezone: str = "UTC",
    *,
    interval: int = 1,
    until: date | None = None,
    anchor_occurrence: int = 1,
) -> Schedule:
    return Schedule(
        frequency=frequency,
        interval=interval,
        until=until,
        timezone=timezone,
        anchor_local=datetime.fromisoformat(anchor),
        anchor_occurrence=anchor_occurrence,
    )


def due(of: Schedule, occurrence: int) -> str | None:
    instant = of.due(occurrence)
    return instant.isoformat() if instant else None


def test_a_task_of_the_31st_falls_on_the_last_day_of_short_months_and_returns_to_the_31st() -> None:
    monthly = schedule(Frequency.MONTHLY, "2027-01-31T09:00")
    assert [due(monthly, number) for number in range(1, 5)] == [
        "2027-01-31T09:00:00+00:00",
        "2027-02-28T09:00:00+00:00",
        "2027-03-31T09:00:00+00:00",
        "2027-04-30T09:00:00+00:00",
    ]


def test_the_29th_of_february_is_kept_in_leap_years() -> None:
    monthly = schedule(Frequency.MONTHLY, "2028-01-29T09:00")
    assert due(monthly, 2) == "2028-02-29T09:00:00+00:00"


def test_nine_in_the_morning_stays_nine_in_the_morning_when_the_clocks_change() -> None:
    daily = schedule(Frequency.DAILY, "2027-03-27T09:00", "Europe/Madrid")
    assert due(daily, 1) == "2027-03-27T08:00:00+00:00"
    assert due(daily, 2) == "2027-03-28T07:00:00+00:00"


def test_a_time_that_the_clocks_skip_moves_on_by_the_gap() -> None:
    daily = schedule(Frequency.DAILY, "2027-03-27T02:30", "Europe/Madrid")
    assert due(daily, 2) == "2027-03-28T01:30:00+00:00"  # 03:30 on the wall
    assert due(daily, 3) == "2027-03-29T00:30:00+00:00"  # 02:30 again


def test_of_a_repeated_hour_the_first_counts() -> None:
    daily = schedule(Frequency.DAILY, "2027-10-30T02:30", "Europe/Madrid")
    assert due(daily, 2) == "2027-10-31T00:30:00+00:00"


def test_the_last_day_is_a_local_day_and_included() -> None:
    # 23:30 in New York is the next day in UTC.
    daily = schedule(Frequency.DAILY, "2027-06-01T23:30", "America/New_York", until=date(2027, 6, 2))
    assert due(daily, 2) == "2027-06-03T03:30:00+00:00"
    assert due(daily, 3) is None


def test_every_second_week_keeps_its_weekday() -> None:
    fortnightly = schedule(Frequency.WEEKLY, "2027-06-01T10:00", interval=2)
    assert due(fortnightly, 3) == "2027-06-29T10:00:00+00:00"


def test_counting_starts_at_the_anchor() -> None:
    moved = schedule(Frequency.DAILY, "2027-06-10T10:00", anchor_occurrence=5)
    assert due(moved, 6) == "2027-06-11T10:00:00+00:00"


def test_a_recurrence_ends_with_the_calendar() -> None:
    assert due(schedule(Frequency.MONTHLY, "9999-12-31T00:00"), 2) is None


@pytest.mark.parametrize("name", ["Mars/Phobos", "", "../etc/passwd", "Europe", "a\x00b"])
def test_an_unknown_zone_is_refused(name: str) -> None:
    with pytest.raises(UnknownTimeZoneError, match="not an IANA time zone"):
        zone(name)


@given(
    frequency=st.sampled_from(Frequency),
    anchor=st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2060, 1, 1)),  # noqa: DTZ001
    timezone=st.sampled_from(ZONES),
    interval=st.integers(min_value=1, max_value=12),
    number=st.integers(min_value=1, max_value=60),
)
def test_instances_advance_and_keep_the_wall_clock(
    frequency: Frequency, anchor: datetime, timezone: str, interval: int, number: int
) -> None:
    rule = schedule(frequency, anchor.isoformat(), timezone, interval=interval)
    this, following = rule.due(number), rule.due(number + 1)
    assert this is not None
    assert following is not None
    assert following > this
    shown = wall_clock(following, timezone)
    exact = datetime.combine(shown.date(), anchor.time())
    skipped = exact.replace(tzinfo=zone(timezone)).astimezone(UTC).astimezone(zone(timezone))
    if skipped.replace(tzinfo=None) == exact:
        assert shown == exact
    # A clock change moves an instance by hours, or over a skipped day; never further from its rule.
    days = {Frequency.DAILY: interval, Frequency.WEEKLY: 7 * interval}.get(frequency)
    if days is not None:
        assert abs((following - this) - timedelta(days=days)) <= timedelta(days=1)


@given(
    anchor=st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2060, 1, 1)),  # noqa: DTZ001
    number=st.integers(min_value=1, max_value=200),
)
def test_a_monthly_task_never_skips_a_month_and_keeps_its_day_where_there_is_one(
    anchor: datetime, number: int
) -> None:
    instant = schedule(Frequency.MONTHLY, anchor.isoformat()).due(number)
    assert instant is not None
    months = anchor.month - 1 + number - 1
    assert (instant.year, instant.month) == (anchor.year + months // 12, months % 12 + 1)
    last_day = ((instant.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)).day
    assert instant.day == min(anchor.day, last_day)

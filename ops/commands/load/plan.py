"""The plan of a load test, and its limits."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class LoadPlan:
    """How many users there are and for how long; times in seconds.

    The users come evenly over `ramp`; `duration` counts from the first one. Between two steps a user pauses
    for half to one and a half times `pause`. `sign_ups_per_minute` is below what the application allows a
    client address (SIGN_IN_ATTEMPTS_PER_MINUTE, 30), because all users come from this one. Users share
    accounts, five each with a pause of a second: the first 120 users find a place within half a minute.
    """

    users: int = 100
    ramp: float = 30.0
    duration: float = 180.0
    pause: float = 1.0
    sign_ups_per_minute: int = 24


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What is required of the application (FR-018, SC-005, SC-006); times in seconds.

    `up_within` counts from the moment when all users are there, `down_within` from the end of the load: the
    autoscaler waits for five minutes of low load and then takes away one pod a minute, so that five pods are
    two again after eight minutes; two more are left for its measurements to arrive.
    """

    p95: float = 1.0
    up_within: float = 60.0
    down_within: float = 600.0

"""The record of a load test: its plan and its observations. Times are seconds after the first user."""

from dataclasses import dataclass
from datetime import datetime

from ops.commands.load.plan import Limits, LoadPlan
from ops.commands.load.requests import Request
from ops.commands.load.scaling import ClusterLook


@dataclass(frozen=True, kw_only=True)
class Record:
    """A load test, finished or stopped.

    `users` is how many there were at which moment. The load lasted until `ended`; None: it never began.
    `looks` are those at the cluster; without `watched` nobody wanted any. `stopped`: a person stopped it.
    """

    origin: str
    begun: datetime
    plan: LoadPlan
    limits: Limits
    users: tuple[tuple[float, int], ...]
    requests: tuple[Request, ...]
    ended: float | None
    looks: tuple[ClusterLook, ...]
    watched: bool
    stopped: bool
    accounts: int
    tasks_left: int
    busiest_percent: float

    @property
    def full(self) -> float | None:
        """When all users were there; None when they never were."""
        return next((at for at, users in self.users if users >= self.plan.users), None)

    @property
    def interval_length(self) -> float:
        """How long an interval of a picture is, in seconds: there are some sixty over the load."""
        return max(1.0, round((self.ended or self.plan.duration) / 60))

"""Grace periods: how long a trouble may last before a rollout counts as stuck."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from ops.delivery.rollout.diagnosis import GracePeriod, Trouble

# A crashing container runs in between. A trouble that was absent for longer is a new one.
_FORGOTTEN_AFTER_SECONDS: Final = 10.0


@dataclass(frozen=True, kw_only=True)
class GracePeriods:
    """Seconds for troubles that do not resolve by themselves, for probes, and for pods without a node.

    A pod may take a minute to start, a new node about three minutes.
    """

    definite: float = 30.0
    probe: float = 60.0
    node: float = 240.0

    def seconds(self, grace: GracePeriod) -> float | None:
        """Return the grace period in seconds; None when Kubernetes decides."""
        match grace:
            case GracePeriod.NONE:
                return self.definite
            case GracePeriod.PROBE:
                return self.probe
            case GracePeriod.NODE:
                return self.node
            case GracePeriod.UNBOUNDED:
                return None


@dataclass
class _Seen:
    first: float
    last: float


@dataclass(kw_only=True)
class StuckTimer:
    """A timer for each trouble since it was first seen. `clock` returns seconds."""

    grace_periods: GracePeriods
    clock: Callable[[], float]
    _seen: dict[object, _Seen] = field(default_factory=dict)

    def overdue(self, troubles: Iterable[Trouble]) -> tuple[Trouble, ...]:
        """Record the current troubles; return those whose grace period is over."""
        now = self.clock()
        found = []
        for trouble in troubles:
            seen = self._seen.get(trouble.key)
            if seen is None or now - seen.last > _FORGOTTEN_AFTER_SECONDS:
                seen = self._seen[trouble.key] = _Seen(first=now, last=now)
            seen.last = now
            limit = self.grace_periods.seconds(trouble.grace)
            if limit is not None and now - seen.first >= limit:
                found.append(trouble)
        return tuple(found)

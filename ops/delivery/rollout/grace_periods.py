"""How long a trouble may last before a rollout counts as stuck."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from ops.delivery.rollout.diagnosis import Grace, Trouble

# A container that crashes runs in between; a trouble that was away for so long is a new one.
_FORGOTTEN_AFTER_SECONDS: Final = 10.0


@dataclass(frozen=True, kw_only=True)
class Patience:
    """Seconds for troubles that do not mend themselves, for probes, and for pods without a node.

    A pod may take a minute to start, and a new node takes some three minutes to come.
    """

    definite: float = 30.0
    probe: float = 60.0
    node: float = 240.0

    def seconds(self, grace: Grace) -> float | None:
        """Return how long a trouble may last; None: until Kubernetes gives up."""
        match grace:
            case Grace.NONE:
                return self.definite
            case Grace.PROBE:
                return self.probe
            case Grace.NODE:
                return self.node
            case Grace.UNBOUNDED:
                return None


@dataclass
class _Seen:
    first: float
    last: float


@dataclass(kw_only=True)
class Endurance:
    """Remembers since when each trouble has been seen. `clock` returns seconds."""

    patience: Patience
    clock: Callable[[], float]
    _seen: dict[object, _Seen] = field(default_factory=dict)

    def overdue(self, troubles: Iterable[Trouble]) -> tuple[Trouble, ...]:
        """Note the troubles that are there now; return those that have lasted too long."""
        now = self.clock()
        found = []
        for trouble in troubles:
            seen = self._seen.get(trouble.key)
            if seen is None or now - seen.last > _FORGOTTEN_AFTER_SECONDS:
                seen = self._seen[trouble.key] = _Seen(first=now, last=now)
            seen.last = now
            limit = self.patience.seconds(trouble.grace)
            if limit is not None and now - seen.first >= limit:
                found.append(trouble)
        return tuple(found)

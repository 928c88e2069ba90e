"""The positions of the boxes and arrows, in inches from the lower left corner of 16 × 10.8."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tools.diagram.picture import GITHUB, USER

WIDTH: Final = 16.0
HEIGHT: Final = 10.8

_COLUMN: Final = 2.16
_GAP: Final = 0.30
_FIRST: Final = 2.75


@dataclass(frozen=True, kw_only=True)
class Rectangle:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.width

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.y + self.height

    @property
    def middle(self) -> tuple[float, float]:
        """The centre."""
        return self.x + self.width / 2, self.y + self.height / 2


def _at(column: float, y: float, height: float, *, columns: float = 1) -> Rectangle:
    width = columns * _COLUMN + (columns - 1) * _GAP
    return Rectangle(x=_FIRST + column * (_COLUMN + _GAP), y=y, width=width, height=height)


LANES: Final[Mapping[str, Rectangle]] = {
    "app": Rectangle(x=2.3, y=7.25, width=12.95, height=2.75),
    "addons": Rectangle(x=2.3, y=4.65, width=12.95, height=2.05),
    "foundation": Rectangle(x=2.3, y=0.75, width=12.95, height=3.35),
}

PLACES: Final[Mapping[str, Rectangle]] = {
    USER: Rectangle(x=0.25, y=2.7, width=1.5, height=0.95),
    GITHUB: Rectangle(x=0.25, y=0.95, width=1.5, height=0.95),
    "entrance": _at(0, 7.4, 2.2),
    "frontend": _at(1, 7.4, 2.2),
    "backend": _at(2, 7.4, 2.2),
    "blocks": _at(3, 7.4, 2.2),
    "secrets": _at(4, 8.45, 1.15),
    "namespace": _at(4, 7.4, 0.95),
    "envoy": _at(0, 4.8, 1.5),
    "certificates": _at(1, 4.8, 1.5),
    "dapr": _at(2, 4.8, 1.5),
    "topics": _at(3, 4.8, 1.5),
    "kafka_user": _at(4, 4.8, 1.5),
    "address": _at(0, 2.5, 1.2),
    "network": _at(1, 2.5, 1.2),
    "cluster": _at(2, 2.5, 1.2),
    "database": _at(3, 2.5, 1.2),
    "registry": _at(4, 2.5, 1.2),
    "identities": _at(0, 0.9, 1.2, columns=1.5),
    "monitoring": _at(1.75, 0.9, 1.2, columns=2),
    "budgets": _at(4, 0.9, 1.2),
}

Points = tuple[tuple[float, float], ...]

#: The way of each arrow, from corner to corner. Long ones run between the columns and between the lanes.
WAYS: Final[Mapping[tuple[str, str], Points]] = {
    (USER, "address"): ((1.75, 3.17), (2.75, 3.17)),
    ("address", "entrance"): ((2.75, 3.5), (2.52, 3.5), (2.52, 8.5), (2.75, 8.5)),
    ("entrance", "frontend"): ((4.91, 8.5), (5.21, 8.5)),
    ("entrance", "backend"): ((3.83, 7.4), (3.83, 6.98), (8.75, 6.98), (8.75, 7.4)),
    ("frontend", "database"): ((7.37, 7.8), (7.52, 7.8), (7.52, 4.38), (11.21, 4.38), (11.21, 3.7)),
    ("backend", "database"): ((9.83, 7.8), (9.98, 7.8), (9.98, 4.38), (11.21, 4.38), (11.21, 3.7)),
    ("backend", "blocks"): ((9.83, 8.5), (10.13, 8.5)),
    ("blocks", "topics"): ((11.21, 7.4), (11.21, 6.3)),
    (GITHUB, "identities"): ((1.75, 1.42), (2.75, 1.42)),
    ("identities", "cluster"): ((5.8, 2.1), (5.8, 2.3), (8.0, 2.3), (8.0, 2.5)),
    ("registry", "cluster"): ((13.67, 2.5), (13.67, 2.3), (9.4, 2.3), (9.4, 2.5)),
    ("cluster", "monitoring"): ((8.75, 2.5), (8.75, 2.1)),
}

#: Where an arrow's text is: its middle, on the way or beside it.
TEXTS: Final[Mapping[tuple[str, str], tuple[float, float]]] = {
    (USER, "address"): (2.03, 3.3),
    ("entrance", "backend"): (6.0, 6.98),
    ("backend", "database"): (8.75, 4.38),
    ("blocks", "topics"): (11.21, 6.98),
    (GITHUB, "identities"): (2.03, 1.55),
    ("identities", "cluster"): (6.7, 2.3),
    ("registry", "cluster"): (11.9, 2.3),
    ("cluster", "monitoring"): (8.75, 2.3),
}

#: The way along the right edge of the lanes for a stack (first) that reads the state of another.
STATE_WAYS: Final[Mapping[tuple[str, str], Points]] = {
    ("app", "addons"): ((15.25, 7.75), (15.42, 7.75), (15.42, 6.2), (15.25, 6.2)),
    ("addons", "foundation"): ((15.25, 5.2), (15.42, 5.2), (15.42, 3.6), (15.25, 3.6)),
    ("app", "foundation"): ((15.25, 8.8), (15.78, 8.8), (15.78, 2.4), (15.25, 2.4)),
}

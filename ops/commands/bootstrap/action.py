"""Something that is missing, and how it is made."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Action:
    """`what` reads after "make" and after "made". `make` can be run again after it failed half-way."""

    what: str
    make: Callable[[], object]

"""A drill: what is done to a deployment, and what must hold afterwards."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from rehearsal.drills.scene import Scene


class Start(StrEnum):
    """What is applied when a drill begins."""

    NOTHING = "nothing is applied"
    READY = "foundation and addons are applied, app is not"
    RELEASED = "everything is applied, and one release has passed"


@dataclass(frozen=True, kw_only=True)
class Drill:
    """A drill.

    Attributes:
        does: What is done, and when.
        holds: What must hold afterwards, besides what must hold after every drill.
        start: What is applied before.
        act: Does it. What must hold is checked with `Scene.expect`.
        runbook: The page of docs/runbooks that the drill proves, if there is one.
    """

    does: str
    holds: str
    start: Start
    act: Callable[[Scene], None]
    runbook: str = ""

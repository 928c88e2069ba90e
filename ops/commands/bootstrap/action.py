"""One change that a bootstrap makes."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class BootstrapAction:
    """Something that is missing. `what` is shown after "would make" and "made"; `run` is safe to repeat."""

    what: str
    run: Callable[[], object]

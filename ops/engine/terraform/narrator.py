"""The progress of a Terraform run, shown on a step."""

from ops.common.progress import Step
from ops.engine.terraform.events import (
    EXPECTED_WARNINGS,
    Diagnostic,
    Event,
    Level,
    PlannedChange,
    Progress,
    Stage,
)


class Narrator:
    """A listener that shows Terraform's events on a step, with a count."""

    def __init__(self, step: Step) -> None:
        self._step = step
        self._planned = 0
        self._done = 0

    def __call__(self, event: Event) -> None:
        """Show one event; events come in Terraform's order."""
        match event:
            case PlannedChange():
                self._planned += 1
                self._step.update(f"planned: {event.address}")
            case Progress(stage=Stage.STARTED):
                self._step.update(f"{event.action} {event.address}{self._position()}")
            case Diagnostic(severity=Level.WARNING, summary=summary) if summary not in EXPECTED_WARNINGS:
                self._step.warn(str(event))
            case Progress(stage=Stage.DONE):
                self._done += 1
            case _:
                pass

    def _position(self) -> str:
        return f" ({self._done + 1} of {self._planned})" if self._planned else ""

"""The steps of a killed run that go on alone: the next command waits for them and shows what they do."""

from pathlib import Path
from typing import Final

from ops.common.progress import Steps
from ops.delivery.workspace import Workspace
from ops.engine.terraform.events import Progress, Stage, read_event
from ops.engine.terraform.narrator import Narrator
from ops.engine.terraform.running_steps import RunningStep, orphaned_steps

# Steps that write a state; the others can be left alone.
_WRITING: Final = ("apply", "forget")


def wait_for_survivors(home: Path, *, steps: Steps) -> None:
    """Wait until no step of a killed run writes a state any more. Ctrl-C ends the waiting, not the step."""
    for running in orphaned_steps(home):
        if running.step in _WRITING:
            _wait(running, steps)


def surviving(workspace: Workspace) -> list[str]:
    """Return a line for each step of a killed run that still writes a state."""
    running = orphaned_steps(workspace.run.home) if workspace.run else []
    return [describe(step) for step in running if step.step in _WRITING]


def describe(running: RunningStep) -> str:
    """Return what goes on, since when, and in which process."""
    return (
        f"{running.program} {running.step} of {running.stack} goes on without the command that started it, "
        f"since {running.since} (process {running.engine.pid})"
    )


def _wait(running: RunningStep, steps: Steps) -> None:
    with steps.step(running.stack) as step:
        step.warn(f"{describe(running)}: this command waits for its end")
        narrator = Narrator(step)
        done = 0
        for line in running.lines():
            event = _progress(line)
            if event:
                narrator(event)
                done += event.stage is Stage.DONE
        step.result = f"{running.step} of the earlier run has ended, {done} changes made"


def _progress(line: str) -> Progress | None:
    """Return the progress in a line of output: addresses and times, no values."""
    event = read_event(line)
    return event if isinstance(event, Progress) else None

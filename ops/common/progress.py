"""The progress of a command: a line for each finished step, a spinner for the running one."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, Protocol

from rich.console import Console
from rich.status import Status
from rich.text import Text

from ops.common.visible_text import visible_line

_NAME_WIDTH: Final = 16
_WIDTH: Final = 96
_WARNING_INDENT: Final = " " * 4


class ProgressSink(Protocol):
    """A receiver of progress messages, such as Step."""

    def update(self, doing: str) -> None:
        """Show the current action."""


@dataclass
class Step:
    """One step while it runs. `result` is shown when it is done."""

    name: str
    result: str = ""
    seconds: float = 0.0
    warnings: list[str] = field(default_factory=list)
    _status: Status | None = field(default=None, repr=False)

    def update(self, doing: str) -> None:
        """Show the current action. Visible on a terminal only."""
        if self._status:
            self._status.update(_spinner_text(self.name, doing))

    def warn(self, text: str) -> None:
        """Show a warning below the step's line, once."""
        if text not in self.warnings:
            self.warnings.append(text)


class Steps:
    """The steps of one command, in order, with the time that each took."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self.done: list[Step] = []

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Show a step while the block runs, then its result; or that it failed, when the block raises."""
        started = time.monotonic()
        with self._console.status(_spinner_text(name, "")) as status:
            step = Step(name, _status=status)
            try:
                yield step
            except BaseException:
                self._line("[red]✗[/]", step, time.monotonic() - started)
                raise
        step.seconds = time.monotonic() - started
        self.done.append(step)
        self._line("[green]✓[/]", step, step.seconds)

    def document(self) -> list[dict[str, object]]:
        """Return the steps that are done, for `--json`."""
        return [
            {
                "name": step.name,
                "result": step.result,
                "seconds": round(step.seconds, 3),
                "warnings": step.warnings,
            }
            for step in self.done
        ]

    def _line(self, mark: str, step: Step, seconds: float) -> None:
        time_taken = f"{seconds:.1f} s"
        line = Text.assemble(
            "  ",
            Text.from_markup(mark),
            " ",
            (f"{step.name:<{_NAME_WIDTH}}", "bold"),
            visible_line(step.result),
        )
        line.pad_right(max(2, min(self._console.width, _WIDTH) - line.cell_len - len(time_taken)))
        line.append(time_taken, style="dim")
        self._console.print(line, soft_wrap=True)
        for warning in step.warnings:
            shown = warning.replace("\n", f"\n{_WARNING_INDENT}")
            self._console.print(Text(f"{_WARNING_INDENT}warning: {shown}", style="yellow"), soft_wrap=True)


def _spinner_text(name: str, doing: str) -> Text:
    return Text.assemble(" ", (name, "bold"), "  ", (visible_line(doing), "dim"))

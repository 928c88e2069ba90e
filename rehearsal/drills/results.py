"""The results of drills: one for each run, and their document for JSON."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rehearsal.drills.command_run import CommandRun
from rehearsal.drills.scene import DrillCheck


@dataclass(frozen=True, kw_only=True)
class DrillResult:
    """A drill that was run.

    Attributes:
        moment: The moment that was chosen from the seed; empty where there is none to choose.
        checks: What had to hold, in the order in which it was checked.
        commands: The commands that were run, in order.
    """

    name: str
    seed: int
    engine: str
    moment: str
    seconds: float
    checks: tuple[DrillCheck, ...]
    commands: tuple[CommandRun, ...]

    @property
    def broken(self) -> tuple[DrillCheck, ...]:
        """What did not hold."""
        return tuple(check for check in self.checks if not check.holds)

    @property
    def passed(self) -> bool:
        """Whether everything held, and something was checked."""
        return bool(self.checks) and not self.broken


def document(results: Sequence[DrillResult]) -> dict[str, Any]:
    """Return the results as a document."""
    return {
        "runs": len(results),
        "failed": sum(not result.passed for result in results),
        "seconds": round(sum(result.seconds for result in results), 1),
        "results": [_document(result) for result in results],
    }


def _document(result: DrillResult) -> dict[str, Any]:
    return {
        "drill": result.name,
        "seed": result.seed,
        "engine": result.engine,
        "passed": result.passed,
        "moment": result.moment,
        "seconds": round(result.seconds, 1),
        "checks": [
            {"what": check.what, "holds": check.holds, "detail": check.detail} for check in result.checks
        ],
        "commands": [
            {"command": run.line, "exit_code": run.code, "seconds": round(run.seconds, 1)}
            for run in result.commands
        ],
    }

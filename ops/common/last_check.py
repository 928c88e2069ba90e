"""The last result of a check on this machine, beside the runs of its environment. `ops status` shows it."""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from ops.common.text_file import replace_text


class CheckKind(StrEnum):
    """The checks whose last result is kept."""

    DRIFT = "drift"
    HEALTH = "health"


@dataclass(frozen=True, kw_only=True)
class LastCheck:
    """How a check ended: `result` in words, such as "no drift"."""

    result: str
    passed: bool
    at: datetime

    def document(self) -> dict[str, object]:
        """Return it for `--json`."""
        return {"result": self.result, "passed": self.passed, "at": self.at.isoformat()}


def keep_last_check(folder: Path, check: CheckKind, last: LastCheck) -> None:
    """Keep a result, all of it or nothing; none where the folder cannot be written: no check fails by it."""
    file = _file(folder, check)
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        replace_text(file, json.dumps(last.document()) + "\n")


def last_check(folder: Path, check: CheckKind) -> LastCheck | None:
    """Return the last result; None where there is none that can be read."""
    try:
        facts = json.loads(_file(folder, check).read_text(encoding="utf-8"))
        return LastCheck(
            result=str(facts["result"]),
            passed=bool(facts["passed"]),
            at=datetime.fromisoformat(facts["at"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _file(folder: Path, check: CheckKind) -> Path:
    return folder / "last-checks" / f"{check}.json"

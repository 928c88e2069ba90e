"""The month in which the budgets start."""

import re
from datetime import date
from pathlib import Path
from typing import Final

from contract.names import budget_prefix
from ops.clients.azure.environment import Target
from ops.commands.bootstrap.action import Action
from ops.common.errors import UserError

_VERSION: Final = "2023-05-01"
_LINE: Final = re.compile(r"""^(\s+start_month:\s*)(["']?)\d{4}-\d{2}\2""", re.MULTILINE)


class StartMonthError(UserError):
    """The environment file cannot be given the right month."""


def stale_start_month(target: Target, *, file: Path, today: date) -> list[Action]:
    """Return the writing of this month into the environment file, when Azure would refuse the file's.

    Azure refuses a month that is past, but only when a budget is made: once there is one, the file stays.
    """
    budgets = target.environment.budgets
    this_month = f"{today:%Y-%m}"
    if budgets is None or budgets.start_month >= this_month or _made(target):
        return []
    return [
        Action(
            what=f"budgets.start_month: {budgets.start_month} → {this_month} in {file.name}, to be committed",
            make=lambda: _write(file, month=this_month),
        )
    ]


def _made(target: Target) -> bool:
    path = f"{target.subscription}/providers/Microsoft.Consumption/budgets"
    prefix = budget_prefix(target.environment.cluster.name)
    return any(one["name"].startswith(prefix) for one in target.azure.items(path, version=_VERSION))


def _write(file: Path, *, month: str) -> None:
    """Change one line; comments and everything else stay as they are."""
    text = file.read_text(encoding="utf-8")
    changed, count = _LINE.subn(rf'\g<1>"{month}"', text)
    if count != 1:
        raise StartMonthError(
            f'start_month is not written as a line of its own, start_month: "{month}"',
            where=str(file),
            remedy=f'write it yourself: start_month: "{month}"',
        )
    file.write_text(changed, encoding="utf-8")

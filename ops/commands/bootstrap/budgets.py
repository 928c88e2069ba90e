"""The start month of the budgets."""

import re
from datetime import date
from pathlib import Path
from typing import Final

from azure.mgmt.consumption import ConsumptionManagementClient

from contract.names import budget_prefix
from ops.clients.azure.environment import AzureTarget
from ops.commands.bootstrap.action import BootstrapAction
from ops.common.errors import UserError

_LINE: Final = re.compile(r"""^(\s+start_month:\s*)(["']?)\d{4}-\d{2}\2""", re.MULTILINE)


class StartMonthError(UserError):
    """An environment file whose start month cannot be changed."""


def stale_start_month(target: AzureTarget, *, file: Path, today: date) -> list[BootstrapAction]:
    """Return the action that sets this month in the environment file, when Azure would refuse the file's.

    Azure refuses a past month, but only when a budget is created: once one exists, the file stays as it is.
    """
    budgets = target.environment.budgets
    this_month = f"{today:%Y-%m}"
    if budgets is None or budgets.start_month >= this_month or _exist(target):
        return []
    return [
        BootstrapAction(
            what=f"budgets.start_month: {budgets.start_month} → {this_month} in {file.name}, to be committed",
            run=lambda: _write(file, month=this_month),
        )
    ]


def _exist(target: AzureTarget) -> bool:
    prefix = budget_prefix(target.environment.cluster.name)
    budgets = target.azure.open(ConsumptionManagementClient).budgets.list(target.subscription)
    return any(str(budget.name).startswith(prefix) for budget in budgets)


def _write(file: Path, *, month: str) -> None:
    """Change one line; everything else stays as it is."""
    text = file.read_text(encoding="utf-8")
    changed, count = _LINE.subn(rf'\g<1>"{month}"', text)
    if count != 1:
        raise StartMonthError(
            f'start_month is not on a separate line: start_month: "{month}"',
            where=str(file),
            remedy=f'set it by hand: start_month: "{month}"',
        )
    file.write_text(changed, encoding="utf-8")

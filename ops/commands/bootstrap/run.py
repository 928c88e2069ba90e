"""A bootstrap: everything that is missing, in order. The checks come before it (preflight)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from azure.storage.blob import ContainerClient

from ops.clients.azure.environment import AzureTarget
from ops.commands.bootstrap.action import BootstrapAction
from ops.commands.bootstrap.budgets import stale_start_month
from ops.commands.bootstrap.resource_providers import missing_providers
from ops.commands.bootstrap.state import (
    missing_account,
    missing_container,
    missing_data_role,
    missing_group,
    missing_protection,
    missing_revision_key,
)
from ops.common.progress import Steps

_PARTS: Sequence[tuple[str, Callable[[AzureTarget], list[BootstrapAction]]]] = (
    ("Providers", missing_providers),
    ("Resource group", missing_group),
    ("State account", missing_account),
    ("Protection", missing_protection),
    ("Container", missing_container),
    ("Data role", missing_data_role),
)


@dataclass(frozen=True, kw_only=True)
class BootstrapReport:
    """What was made or, in a dry run, would be."""

    made: list[str] = field(default_factory=list)


def bootstrap(
    target: AzureTarget,
    *,
    container: ContainerClient,
    file: Path,
    today: date,
    steps: Steps,
    dry_run: bool = False,
) -> BootstrapReport:
    """Make what is missing; with `dry_run` only report it. Safe to run again.

    Raises NameTakenError and AzureRefusedError for what no check has found before.
    """
    report = BootstrapReport()

    def complete(name: str, find: Callable[[], list[BootstrapAction]]) -> None:
        with steps.step(name) as step:
            actions = find()
            for action in actions:
                step.update(f"making {action.what}")
                if not dry_run:
                    action.run()
            report.made.extend(action.what for action in actions)
            step.result = _result([action.what for action in actions], dry_run=dry_run)

    complete("Start month", lambda: stale_start_month(target, file=file, today=today))
    missing_before = len(report.made)
    for name, find in _PARTS:
        complete(name, lambda find=find: find(target))  # type: ignore[misc]
    # After a dry run, account and role may be missing; the key cannot be read without them.
    reachable = not dry_run or len(report.made) == missing_before
    complete("Revision key", lambda: missing_revision_key(container, reachable=reachable))
    return report


def _result(made: Sequence[str], *, dry_run: bool) -> str:
    if not made:
        return "exists"
    return ("would make " if dry_run else "made ") + "; ".join(made)

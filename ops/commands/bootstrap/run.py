"""A bootstrap: first the checks, then everything that is missing, in order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from azure.storage.blob import ContainerClient

from ops.clients.azure.environment import AzureTarget, check_subscription
from ops.commands.bootstrap.action import BootstrapAction
from ops.commands.bootstrap.budgets import stale_start_month
from ops.commands.bootstrap.kubernetes_versions import check_kubernetes_version
from ops.commands.bootstrap.quota import check_quota
from ops.commands.bootstrap.resource_providers import missing_providers
from ops.commands.bootstrap.roles import check_roles
from ops.commands.bootstrap.state import (
    missing_account,
    missing_container,
    missing_data_role,
    missing_group,
    missing_protection,
    missing_revision_key,
)
from ops.common.progress import Steps

_CHECKS: Sequence[tuple[str, Callable[[AzureTarget], str]]] = (
    ("Subscription", check_subscription),
    ("Roles", check_roles),
    ("Quota", check_quota),
    ("Kubernetes", check_kubernetes_version),
)
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
    """The result of each check, and what was made or, in a dry run, would be."""

    checks: dict[str, str] = field(default_factory=dict)
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

    Raises WrongSubscriptionError, MissingRoleError, QuotaError and KubernetesVersionError before anything is
    changed; NameTakenError and AzureRefusedError also later.
    """
    report = BootstrapReport()
    for name, check in _CHECKS:
        with steps.step(name) as step:
            step.result = report.checks[name] = check(target)

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
        return "there"
    return ("would make " if dry_run else "made ") + "; ".join(made)

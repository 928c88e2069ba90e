"""The review gate: only reviewed plans are applied.

A pull request is planned with the inputs of the last release, because its own images do not exist yet. A
deployment plans each stack twice: with the same inputs, which must give the reviewed fingerprint, and with
the inputs of the new release, which may add only release changes: images, secret revisions, migration jobs.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ops.common.errors import ExitCode, UserError
from ops.delivery.planning.fingerprint import fingerprint
from ops.delivery.planning.normal_form import Path, effect, same
from ops.delivery.planning.plan_format import DEFERRED_BECAUSE, INVOKED_BY, planned_entries, unknown_keys
from ops.delivery.planning.service_changes import without_service_changes

# Type and attribute of release changes. The template of a job cannot be changed in place.
_RELEASE_CHANGES: Final = (
    (r"kubernetes_deployment_v1", r"spec\.template\.spec\.(init_)?container(\[\d+\])?\.image"),
    (r"kubernetes_deployment_v1", r"spec\.template\.metadata\.annotations\.secret-revision/.+"),
    (r"kubernetes_secret_v1", r"(binary_)?data_wo_revision"),
    (r"kubernetes_job_v1", r".*"),
    (r"redpanda_user|azurerm_postgresql_flexible_server", r"(administrator_)?password_wo_version"),
)


@dataclass(frozen=True, kw_only=True)
class Difference:
    """An attribute that two plans of a stack change differently."""

    address: str
    attribute: str


class NotReviewedError(UserError):
    """A plan that differs from the reviewed one. The stack was not applied."""

    exit_code = ExitCode.NOT_REVIEWED


def require_reviewed(
    stack: str, *, reviewed: Collection[str], before: Mapping[str, Any], release: Mapping[str, Any]
) -> None:
    """Raise NotReviewedError with the difference unless a stack's plan was reviewed.

    `before` is the plan with the inputs of the last release, `release` the one to apply, both as
    `terraform show -json` documents. `reviewed` are the fingerprints of the reviewed plans.
    """
    actual = fingerprint(before)
    if actual not in reviewed:
        raise NotReviewedError(
            f"the plan of '{stack}' was not reviewed: its fingerprint is {actual}, "
            f"the reviewed fingerprint is {', '.join(sorted(reviewed)) or 'none'}",
            where=f"stack {stack}",
            remedy="the code, the state or the deployed resources changed since the review: "
            "run ops plan again, get the plan reviewed and deploy with the new fingerprint",
        )
    unexpected = [difference for difference in differences(before, release) if not _is_release(difference)]
    if unexpected:
        listed = "\n".join(f"  {difference.address}: {difference.attribute}" for difference in unexpected)
        raise NotReviewedError(
            f"the release changes more of '{stack}' than images and secret revisions:\n{listed}",
            where=f"stack {stack}",
            remedy="run ops plan with the inputs of this release and get the plan reviewed",
        )


def differences(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[Difference]:
    """Return the differences of two plans of a stack, by attribute."""
    ours, theirs = _effects(one), _effects(other)
    keys, other_keys = unknown_keys(one), unknown_keys(other)
    found = [
        Difference(address=address, attribute=_attribute(path))
        for address, path in {**ours, **theirs}
        if not same(ours.get((address, path), _NOT_SET), theirs.get((address, path), _NOT_SET))
    ]
    found += [
        Difference(address="(the plan)", attribute=name)
        for name in keys.keys() | other_keys.keys()
        if not same(keys.get(name), other_keys.get(name))
    ]
    return sorted({*found}, key=lambda each: (each.address, each.attribute))


_NOT_SET: Final = object()


def _effects(plan: Mapping[str, Any]) -> dict[tuple[str, Path], Any]:
    """Return the values that a plan sets, and its deletions, by address and path."""
    return {
        (_subject(entry), path): value
        for entry in planned_entries(without_service_changes(plan))
        for path, value in _entry_effects(entry)
    }


def _subject(entry: Mapping[str, Any]) -> str:
    """Return an address; with a deposed object's key or an action's trigger, which share one."""
    more = entry.get("deposed") or entry.get(INVOKED_BY)
    return f"{entry['address']} ({more})" if more else str(entry["address"])


def _entry_effects(entry: Mapping[str, Any]) -> Iterator[tuple[Path, Any]]:
    actions = entry["change"]["actions"]
    if "delete" in actions:
        yield (("(replaced)" if "create" in actions else "(destroyed)"),), True
    if "forget" in actions:
        yield ("(forgotten)",), True
    if DEFERRED_BECAUSE in entry:
        yield ("(deferred)",), entry[DEFERRED_BECAUSE]
    if INVOKED_BY in entry:
        yield ("(invoked)",), True
    if entry.get("previous_address"):
        yield ("(moved)",), entry["previous_address"]
    if entry["change"].get("importing"):
        yield ("(imported)",), json.dumps(entry["change"]["importing"], sort_keys=True)
    values = effect(entry["change"])
    if actions == ["update"] and not values:
        yield ("(updated without a visible attribute)",), True
    yield from values.items()


def _attribute(path: Path) -> str:
    """Return a path in the notation of the release changes; a block that occurs once has no index."""
    return ".".join(str(part) for part in path if not isinstance(part, int))


def _is_release(difference: Difference) -> bool:
    resource_type = difference.address.split(".")[0]
    return any(
        re.fullmatch(types, resource_type) and re.fullmatch(attributes, difference.attribute)
        for types, attributes in _RELEASE_CHANGES
    )

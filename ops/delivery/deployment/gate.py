"""The gate: only what was reviewed is applied.

A pull request is planned with the inputs of the last release, because its own images do not exist yet. At
deployment a stack is planned twice: with those same inputs, which must give the reviewed fingerprint; and
with the new release's inputs, which may differ from the first only by what a release is.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ops.common.errors import ExitCode, UserError
from ops.delivery.planning.fingerprint import fingerprint
from ops.delivery.planning.values import changed_values

# What a release changes by itself: images, the revisions of secrets and the pod annotations that carry
# them, and the migration jobs, whose template cannot be changed in place. Type, then attribute.
_RELEASE_CHANGES: Final = (
    (r"kubernetes_deployment_v1", r"spec\.template\.spec\.(init_)?container(\[\d+\])?\.image"),
    (r"kubernetes_deployment_v1", r"spec\.template\.metadata\.annotations\.secret-revision/.+"),
    (r"kubernetes_secret_v1", r"(binary_)?data_wo_revision"),
    (r"kubernetes_job_v1", r".*"),
    (r"redpanda_user|azurerm_postgresql_flexible_server", r"(administrator_)?password_wo_version"),
)


@dataclass(frozen=True, kw_only=True)
class Difference:
    """An attribute that the new release's plan sets, or no longer sets, and the reviewed one did not."""

    address: str
    attribute: str


class NotReviewedError(UserError):
    """What would be applied is not what was reviewed. Nothing of this stack was applied."""

    exit_code = ExitCode.NOT_REVIEWED


def require_reviewed(
    stack: str, *, reviewed: Collection[str], before: Mapping[str, Any], release: Mapping[str, Any]
) -> None:
    """Let a stack's plan pass, or raise NotReviewedError with the difference.

    `before` is the plan with the last release's inputs, `release` the one that will be applied; both as
    `terraform show -json` gives them. `reviewed` are the fingerprints that reviewers have seen.
    """
    actual = fingerprint(before)
    if actual not in reviewed:
        raise NotReviewedError(
            f"the plan of '{stack}' is not the reviewed one: its fingerprint is {actual}, "
            f"reviewed was {', '.join(sorted(reviewed)) or 'none'}",
            where=f"stack {stack}",
            remedy="something changed since the review: the code, the state, or what is deployed. "
            "Plan again (ops plan), have it reviewed, and deploy with the new fingerprint",
        )
    unexpected = [difference for difference in differences(before, release) if not _is_release(difference)]
    if unexpected:
        listed = "\n".join(f"  {difference.address}: {difference.attribute}" for difference in unexpected)
        raise NotReviewedError(
            f"the release changes more of '{stack}' than images and secret revisions:\n{listed}",
            where=f"stack {stack}",
            remedy="an input of this release reaches too far; plan with it and have it reviewed",
        )


def differences(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[Difference]:
    """Return what two plans of a stack do differently, attribute by attribute."""
    ours, theirs = _effects(one), _effects(other)
    keys = sorted(ours.keys() | theirs.keys())
    return [
        Difference(address=address, attribute=attribute)
        for address, attribute in keys
        if ours.get((address, attribute), _NOT_SET) != theirs.get((address, attribute), _NOT_SET)
    ]


_NOT_SET: Final = object()


def _effects(plan: Mapping[str, Any]) -> dict[tuple[str, str], Any]:
    """Return every value that a plan sets, by address and attribute, and whether it takes something away."""
    return {
        (entry["address"], attribute): value
        for entry in plan.get("resource_changes", ())
        for attribute, value in _entry_effects(entry)
    }


def _entry_effects(entry: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    actions = entry["change"]["actions"]
    if actions in (["no-op"], ["read"]):
        return
    if "delete" in actions:
        yield ("(replaced)" if "create" in actions else "(destroyed)"), True
    yield from changed_values(entry["change"]).items()


def _is_release(difference: Difference) -> bool:
    resource_type = difference.address.split(".")[0]
    return any(
        re.fullmatch(types, resource_type) and re.fullmatch(attributes, difference.attribute)
        for types, attributes in _RELEASE_CHANGES
    )

"""The protection of the default branch and of the deployment environment, and the differences from it.

What people have set beside it stays: their further rules, checks, bypasses and waiting times.
Sources: docs.github.com, "REST API endpoints for rules" and "REST API endpoints for deployment environments".
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

Json = dict[str, Any]

RULESET: Final = "Reviewed, planned and tested"
#: The names of the checks that must have passed: jobs of the workflows.
CHECKS: Final = ("ci", "plan")
_STATUS_CHECKS: Final = "required_status_checks"


def ruleset(found: Json | None, *, branch: str, approvals: int, checks: Sequence[str]) -> Json:
    """Return the wanted ruleset of the default branch, including what it already contains."""
    found = found or {}
    wanted = {str(rule["type"]): rule for rule in _rules(approvals=approvals, checks=checks)}
    current = {str(rule["type"]): rule for rule in found.get("rules", ())}
    merged = [_merged(current.get(name), rule) for name, rule in wanted.items()]
    others = [rule for name, rule in current.items() if name not in wanted]
    kept = {"bypass_actors": found["bypass_actors"]} if "bypass_actors" in found else {}
    return {
        "name": RULESET,
        "target": "branch",
        "enforcement": "active",
        "conditions": {"ref_name": {"include": [f"refs/heads/{branch}"], "exclude": []}},
        "rules": [*merged, *others],
        **kept,
    }


def changed_parts(found: Json, wanted: Json) -> list[str]:
    """Return the names of the parts that have to change, rule by rule."""
    current = {rule["type"]: rule for rule in found.get("rules", ())}
    rules = [rule["type"] for rule in wanted["rules"] if current.get(rule["type"]) != rule]
    parts = [name for name in wanted if name != "rules" and found.get(name) != wanted[name]]
    return [*parts, *rules]


def environment(found: Json | None, *, reviewers: Sequence[int]) -> Json:
    """Return the wanted deployment environment, which only chosen branches deploy to.

    A request sets back what it leaves out, so that everything that is there is said again.
    """
    rules = {str(rule["type"]): rule for rule in (found or {}).get("protection_rules", ())}
    asked = rules.get("required_reviewers", {})
    current = [{"type": one["type"], "id": one["reviewer"]["id"]} for one in asked.get("reviewers", ())]
    return {
        "wait_timer": rules.get("wait_timer", {}).get("wait_timer", 0),
        "prevent_self_review": asked.get("prevent_self_review", False),
        "reviewers": [{"type": "User", "id": identity} for identity in reviewers] or current or None,
        "deployment_branch_policy": {"protected_branches": False, "custom_branch_policies": True},
    }


def environment_matches(found: Json | None, wanted: Json) -> bool:
    """Return whether an environment already has the wanted settings."""
    if found is None or found.get("deployment_branch_policy") != wanted["deployment_branch_policy"]:
        return False
    return bool(environment(found, reviewers=[])["reviewers"] == wanted["reviewers"])


def _rules(*, approvals: int, checks: Sequence[str]) -> list[Json]:
    return [
        {"type": "deletion"},
        {"type": "non_fast_forward"},
        {
            "type": "pull_request",
            "parameters": {
                "required_approving_review_count": approvals,
                "dismiss_stale_reviews_on_push": True,
                "require_code_owner_review": approvals > 0,
                "require_last_push_approval": approvals > 0,
                "required_review_thread_resolution": False,
            },
        },
        {
            "type": _STATUS_CHECKS,
            "parameters": {
                # Up to date with the default branch: what was planned is what the merge is.
                "strict_required_status_checks_policy": True,
                _STATUS_CHECKS: [{"context": name} for name in checks],
            },
        },
    ]


def _merged(current: Json | None, wanted: Json) -> Json:
    """Return a rule with our parameters over the current ones; required checks are added, never removed."""
    if current is None or "parameters" not in wanted:
        return current or wanted
    parameters = {**current.get("parameters", {}), **wanted["parameters"]}
    if wanted["type"] == _STATUS_CHECKS:
        known: list[Mapping[str, Any]] = current.get("parameters", {}).get(_STATUS_CHECKS, [])
        names = {check["context"] for check in known}
        added = [check for check in wanted["parameters"][_STATUS_CHECKS] if check["context"] not in names]
        parameters[_STATUS_CHECKS] = [*known, *added]
    return {**current, "parameters": parameters}

"""How the default branch and the deployment environment have to be protected, and what is missing for it.

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
    """Return the ruleset of the default branch as it has to be, with what is in it already."""
    found = found or {}
    wanted = {str(rule["type"]): rule for rule in _rules(approvals=approvals, checks=checks)}
    standing = {str(rule["type"]): rule for rule in found.get("rules", ())}
    merged = [_merged(standing.get(name), rule) for name, rule in wanted.items()]
    others = [rule for name, rule in standing.items() if name not in wanted]
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
    """Return the names of what has to change, rule by rule."""
    standing = {rule["type"]: rule for rule in found.get("rules", ())}
    rules = [rule["type"] for rule in wanted["rules"] if standing.get(rule["type"]) != rule]
    parts = [name for name in wanted if name != "rules" and found.get(name) != wanted[name]]
    return [*parts, *rules]


def environment(found: Json | None, *, reviewers: Sequence[int]) -> Json:
    """Return the deployment environment as it has to be: deployed to from chosen branches only.

    A request sets back what it leaves out, so that everything that is there is said again.
    """
    rules = {str(rule["type"]): rule for rule in (found or {}).get("protection_rules", ())}
    asked = rules.get("required_reviewers", {})
    standing = [{"type": one["type"], "id": one["reviewer"]["id"]} for one in asked.get("reviewers", ())]
    return {
        "wait_timer": rules.get("wait_timer", {}).get("wait_timer", 0),
        "prevent_self_review": asked.get("prevent_self_review", False),
        "reviewers": [{"type": "User", "id": identity} for identity in reviewers] or standing or None,
        "deployment_branch_policy": {"protected_branches": False, "custom_branch_policies": True},
    }


def environment_stands(found: Json | None, wanted: Json) -> bool:
    """Return whether an environment is already as it has to be."""
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


def _merged(standing: Json | None, wanted: Json) -> Json:
    """Return a rule with our parameters over those that stand; required checks are added to, never taken."""
    if standing is None or "parameters" not in wanted:
        return standing or wanted
    parameters = {**standing.get("parameters", {}), **wanted["parameters"]}
    if wanted["type"] == _STATUS_CHECKS:
        known: list[Mapping[str, Any]] = standing.get("parameters", {}).get(_STATUS_CHECKS, [])
        names = {check["context"] for check in known}
        added = [check for check in wanted["parameters"][_STATUS_CHECKS] if check["context"] not in names]
        parameters[_STATUS_CHECKS] = [*known, *added]
    return {**standing, "parameters": parameters}

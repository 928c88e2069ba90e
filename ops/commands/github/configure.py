"""The configuration of a GitHub repository: its missing parts, and the calls that add them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from ops.clients.github.client import GitHubClient, Json
from ops.clients.github.managed_issue import DRIFT
from ops.commands.github import protection


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """The wanted configuration.

    `variables` are the repository's by name, `environment_variables` the deployment environment's, which win
    there. One of the `reviewers` (logins) has to approve each deployment; without any, the current ones stay.
    `approvals` is the number that a pull request needs.
    """

    branch: str
    environment: str
    variables: Mapping[str, str]
    environment_variables: Mapping[str, str] = field(default_factory=dict)
    reviewers: Sequence[str] = ()
    approvals: int = 1
    checks: Sequence[str] = protection.CHECKS


@dataclass(frozen=True, kw_only=True)
class Change:
    """A change to the repository: its description, and the call that makes it."""

    what: str
    make: Callable[[], Any]


def missing(github: GitHubClient, wanted: Wanted) -> Iterator[Change]:
    """Yield the necessary changes, in the order in which to make them. Only reads."""
    yield from _variables(github, wanted.variables, path="/actions/variables")
    if DRIFT.missing(github):
        yield Change(what=f"create the label {DRIFT.name}", make=lambda: DRIFT.make(github))
    yield from _environment(github, wanted)
    yield from _ruleset(github, wanted)


def _variables(
    github: GitHubClient, variables: Mapping[str, str], *, path: str, of: str = "", exists: bool = True
) -> Iterator[Change]:
    """Yield the changes to variables; `of` says whose they are. What does not exist yet has none."""
    if not variables:
        return
    listed = github.items(path, within="variables") if exists else ()
    current = {one["name"]: one["value"] for one in listed}
    for name, value in variables.items():
        body = {"name": name, "value": value}
        if name not in current:
            yield Change(what=f"set the variable {name}{of} to {value}", make=_post(github, path, body))
        elif current[name] != value:
            what = f"change the variable {name}{of} from {current[name]} to {value}"
            yield Change(what=what, make=_patch(github, f"{path}/{name}", body))


def _environment(github: GitHubClient, wanted: Wanted) -> Iterator[Change]:
    path = f"/environments/{quote(wanted.environment, safe='')}"
    found = github.find(path)
    ids = [int(github.account(login)["id"]) for login in wanted.reviewers]
    settings = protection.environment(found, reviewers=ids)
    if not protection.environment_matches(found, settings):
        verb = "create" if found is None else "change"
        approved = f", approved by {' or '.join(wanted.reviewers)}" if wanted.reviewers else ""
        yield Change(
            what=f"{verb} the environment {wanted.environment}: only chosen branches deploy{approved}",
            make=lambda: github.put(path, settings),
        )
    policy = "deployment_branch_policy"
    chosen = found is not None and found.get(policy) == settings[policy]
    yield from _branches(github, f"{path}/deployment-branch-policies", wanted, chosen=chosen)
    yield from _variables(
        github,
        wanted.environment_variables,
        path=f"{path}/variables",
        of=f" of the environment {wanted.environment}",
        exists=found is not None,
    )


def _branches(github: GitHubClient, path: str, wanted: Wanted, *, chosen: bool) -> Iterator[Change]:
    """Yield the changes that leave only the default branch. Without chosen branches there is no list."""
    policies = list(github.items(path, within="branch_policies")) if chosen else []
    others = [
        one for one in policies if (one["name"], one.get("type", "branch")) != (wanted.branch, "branch")
    ]
    if len(others) == len(policies):
        yield Change(
            what=f"let {wanted.branch} deploy to {wanted.environment}",
            make=_post(github, path, {"name": wanted.branch, "type": "branch"}),
        )
    for policy in others:
        yield Change(
            what=f"let {policy['name']} no longer deploy to {wanted.environment}",
            make=_delete(github, f"{path}/{policy['id']}"),
        )


def _ruleset(github: GitHubClient, wanted: Wanted) -> Iterator[Change]:
    listed = github.items("/rulesets", includes_parents="false")
    known = next((one for one in listed if one["name"] == protection.RULESET), None)
    found = github.get(f"/rulesets/{known['id']}") if known else None
    rules = protection.ruleset(found, branch=wanted.branch, approvals=wanted.approvals, checks=wanted.checks)
    ruleset = (
        f"the ruleset '{protection.RULESET}' of {wanted.branch}: {wanted.approvals} approvals, "
        f"checks {', '.join(wanted.checks)}, no force-push"
    )
    if found is None:
        yield Change(what=f"create {ruleset}", make=_post(github, "/rulesets", rules))
    elif parts := protection.changed_parts(found, rules):
        yield Change(
            what=f"change {ruleset} ({', '.join(parts)})",
            make=lambda: github.put(f"/rulesets/{found['id']}", rules),
        )


def _post(github: GitHubClient, path: str, body: Mapping[str, Any]) -> Callable[[], Json]:
    return lambda: github.post(path, body)


def _patch(github: GitHubClient, path: str, body: Mapping[str, Any]) -> Callable[[], Json]:
    return lambda: github.patch(path, body)


def _delete(github: GitHubClient, path: str) -> Callable[[], None]:
    return lambda: github.delete(path)

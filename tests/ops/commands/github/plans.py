"""Plan comments as `ops plan --markdown` writes them, of a plan that changes one resource of each stack."""

from ops.delivery.planning.changes import read_changes
from ops.delivery.planning.fingerprint import fingerprint
from ops.delivery.planning.markdown import plan_comment
from ops.delivery.planning.report import PlannedStack, PlanReport
from tests.ops.delivery.planning.plans import plan, resource

HEAD = "a" * 40
OLDER = "b" * 40
MERGE = "c" * 40


def report(*, commit: str = HEAD, environment: str = "production", size: int = 2) -> PlanReport:
    facts = {
        "foundation": plan(),
        "app": plan(resource("a.web", "update", before={"size": 1}, after={"size": size})),
    }
    stacks = [
        PlannedStack(changes=read_changes(name, found), fingerprint=fingerprint(found))
        for name, found in facts.items()
    ]
    return PlanReport(environment=environment, commit=commit, stacks=stacks)


def comment(*, commit: str = HEAD, environment: str = "production", size: int = 2) -> str:
    return plan_comment(report(commit=commit, environment=environment, size=size))

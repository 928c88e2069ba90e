"""The apply of one stack: a plan, compared with the reviewed one, then exactly that plan."""

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from ops.common.progress import Step
from ops.delivery.deployment.gate import require_reviewed
from ops.delivery.planning.changes import StackChanges, read_changes
from ops.delivery.planning.fingerprint import fingerprint
from ops.delivery.planning.text import done
from ops.delivery.releases.inputs import ReleaseInputs
from ops.delivery.rollout.cluster import planned_cluster
from ops.delivery.rollout.watch import watching
from ops.delivery.workspace import Workspace
from ops.engine.synthesis.stacks import Stack
from ops.engine.terraform.runner import Listener, PlanOptions, Terraform

#: Runs while a stack is applied; made from the plan (`terraform show -json`) and the run.
Watch = Callable[[Mapping[str, Any], Terraform], AbstractContextManager[object]]
#: Makes a context that watches the rollout of a stack: stack, plan, step that shows progress, and the run
#: that is stopped when the rollout cannot succeed.
Watcher = Callable[[Stack, Mapping[str, Any], Step, Terraform], AbstractContextManager[object]]


@dataclass(frozen=True, kw_only=True)
class Review:
    """The reviewed plans: their fingerprints and inputs.

    `waived` names stacks that could not be planned for the review, because an earlier stack was not applied.
    """

    fingerprints: Collection[str]
    inputs: ReleaseInputs
    waived: Collection[str] = ()


@dataclass(frozen=True, kw_only=True)
class AppliedStack:
    """An applied stack: its changes and their fingerprint."""

    changes: StackChanges
    fingerprint: str

    @property
    def summary(self) -> str:
        """The changes in one line."""
        if self.changes.outputs and not self.changes.planned:
            return "outputs changed"
        return done(self.changes.count)


def apply_stack(
    workspace: Workspace,
    stack: Stack,
    *,
    inputs: ReleaseInputs,
    listener: Listener,
    review: Review | None = None,
    watch: Watch | None = None,
    lock_timeout: str = "0s",
) -> AppliedStack:
    """Plan a stack, compare the plan with the review, and apply exactly that plan inside `watch`.

    Raises NotReviewedError before anything is applied, or TerraformError.
    """
    review = None if review is None or stack.name in review.waived else review
    terraform = workspace.terraform(stack, inputs, listener=listener)
    terraform.init()
    options = PlanOptions(lock_timeout=lock_timeout)
    with workspace.plan_file(stack) as file:
        if review is not None:
            reviewed = workspace.terraform(stack, review.inputs, label="-review")
            reviewed.plan(out=file, options=options)
            before = reviewed.show(file)
        terraform.plan(out=file, options=options)
        facts = terraform.show(file)
        if review is not None:
            require_reviewed(stack.name, reviewed=review.fingerprints, before=before, release=facts)
        changes = read_changes(stack.name, facts, redactor=terraform.redactor)
        if not changes.empty:
            with watch(facts, terraform) if watch else nullcontext():
                terraform.apply(file, lock_timeout=lock_timeout)
    return AppliedStack(changes=changes, fingerprint=fingerprint(facts))


def destroy_stack(
    workspace: Workspace, stack: Stack, *, inputs: ReleaseInputs, listener: Listener, lock_timeout: str = "0s"
) -> AppliedStack:
    """Plan the destruction of a stack and apply exactly that plan. Raises TerraformError."""
    terraform = workspace.terraform(stack, inputs, listener=listener)
    terraform.init()
    with workspace.plan_file(stack) as file:
        terraform.plan(out=file, options=PlanOptions(destroy=True, lock_timeout=lock_timeout))
        facts = terraform.show(file)
        terraform.apply(file, lock_timeout=lock_timeout)
    return AppliedStack(
        changes=read_changes(stack.name, facts, redactor=terraform.redactor), fingerprint=fingerprint(facts)
    )


def watch_cluster(
    stack: Stack, plan: Mapping[str, Any], step: Step, terraform: Terraform
) -> AbstractContextManager[object]:
    """Watch the rollout on the cluster that the plan writes to."""
    cluster = planned_cluster(stack, plan=plan)
    return watching(cluster, step=step, terraform=terraform, redactor=terraform.redactor)

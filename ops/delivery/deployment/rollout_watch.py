"""Watching the released stack's rollout while Terraform waits for it."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

from ops.common.progress import Step
from ops.delivery.rollout.cluster import planned_cluster
from ops.delivery.rollout.watch import watching
from ops.engine.synthesis.stacks import Stack
from ops.engine.terraform.runner import Terraform

#: Watches while a block applies a stack: its plan as `terraform show -json` gives it, the step that tells
#: the person, and the run that is stopped when the rollout cannot succeed.
Watcher = Callable[[Stack, Mapping[str, Any], Step, Terraform], AbstractContextManager[object]]


def watch_cluster(
    stack: Stack, plan: Mapping[str, Any], step: Step, terraform: Terraform
) -> AbstractContextManager[object]:
    """Watch on the cluster that the plan itself writes to."""
    cluster = planned_cluster(stack, plan=plan)
    return watching(cluster, step=step, terraform=terraform, redactor=terraform.redactor)

"""Watching the released stack's rollout while Terraform waits for it."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final

from azure.core.exceptions import ResourceNotFoundError
from azure.storage.blob import ContainerClient

from ops.errors import UserError
from ops.progress import Step
from ops.rollout.cluster import environment_cluster
from ops.rollout.watch import watching
from ops.synthesis import STACK_FILE, Stack
from ops.terraform.runner import Terraform

#: Watches a stack's rollout while the block applies it.
Watcher = Callable[[Stack, Step, Terraform], AbstractContextManager[None]]

_FOUNDATION: Final = "foundation"


def cluster_watcher(container: ContainerClient) -> Watcher:
    """Return what watches a rollout on the cluster that the foundation's state names.

    A cluster that this person cannot reach is told once; the deployment goes on, as Terraform will say more.
    """

    @contextmanager
    def watch(stack: Stack, step: Step, terraform: Terraform) -> Iterator[None]:
        try:
            cluster = environment_cluster(stack, outputs=_foundation_outputs(container, stack))
        except UserError as error:
            step.update(f"the rollout is not watched: {error.what}")
            yield
            return
        with watching(cluster, step=step, terraform=terraform, redactor=terraform.redactor):
            yield

    return watch


def _foundation_outputs(container: ContainerClient, stack: Stack) -> dict[str, Any]:
    """Return the foundation's outputs, from the state that the stack itself reads; none without a state."""
    document = json.loads((stack.folder / STACK_FILE).read_text(encoding="utf-8"))
    key = document["data"]["terraform_remote_state"][_FOUNDATION]["config"]["key"]
    try:
        content = container.download_blob(key).readall()
    except ResourceNotFoundError:
        return {}
    return dict(json.loads(content).get("outputs", {})) if content else {}

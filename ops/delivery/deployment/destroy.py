"""Destroying the stacks in reverse order, as often as it takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from azure.storage.blob import ContainerClient

from ops.common.errors import ExitCode
from ops.common.progress import Step, Steps
from ops.delivery.deployment.apply import destroy_stack
from ops.delivery.deployment.inventory import Inventory, read_inventory
from ops.delivery.releases.inputs import ReleaseInputs
from ops.delivery.workspace import Workspace
from ops.engine.synthesis.stacks import Stack
from ops.engine.terraform.events import Severity
from ops.engine.terraform.failures import TerraformError
from ops.engine.terraform.narrator import Narrator

# These tell by themselves what to do.
_TOLD: Final = (ExitCode.LOCKED, ExitCode.INTERRUPTED)
# What Azure and its provider say. Sources: learn.microsoft.com, "Lock your Azure resources" (ScopeLocked);
# hashicorp/terraform-provider-azurerm, resource group, `prevent_deletion_if_contains_resources`.
_LOCKED: Final = "ScopeLocked"
_STRANGERS: Final = "still contains Resources"


class StackNotDestroyedError(TerraformError):
    """Terraform could not destroy all of a stack. What it has destroyed is gone; the rest is in the state."""


@dataclass(frozen=True, kw_only=True)
class Destroyed:
    """What became of one stack: how many of its resources were destroyed, how many forgotten."""

    stack: str
    destroyed: int
    forgotten: int


@dataclass(frozen=True, kw_only=True)
class Demolition:
    """Destroys the stacks of an environment. A stack that holds nothing is passed over, so that it goes on.

    With `cluster_gone`, what lives in the cluster is taken out of the states without asking the cluster: it
    goes, or has gone, with it. The inputs need no real secret: nothing is written.
    """

    workspace: Workspace
    container: ContainerClient
    inputs: ReleaseInputs
    steps: Steps
    lock_timeout: str = "0s"
    cluster_gone: bool = False

    @property
    def order(self) -> Sequence[Stack]:
        """The stacks, the last applied first."""
        return self.workspace.stacks[::-1]

    def destroy(self, stack: Stack) -> Destroyed:
        """Destroy what a stack still holds.

        Raises StackNotDestroyedError, StateLockedError, TerraformInterruptedError.
        """
        with self.steps.step(stack.name) as step:
            return self._destroy(stack, step)

    def _destroy(self, stack: Stack, step: Step) -> Destroyed:
        held = read_inventory(self.container, stack)
        forgotten = self._forget(stack, held) if self.cluster_gone else 0
        left = len(held.resources) - forgotten
        told = [f"{forgotten} forgotten, which end with the cluster"] if forgotten else []
        # A stack that was never applied has nothing to destroy, and could not even be planned.
        told += [self._destroy_rest(stack, step, held)] if left else []
        step.result = ", ".join(told) or "nothing to destroy"
        return Destroyed(stack=stack.name, destroyed=left, forgotten=forgotten)

    def _forget(self, stack: Stack, held: Inventory) -> int:
        addresses = [resource.address for resource in held.in_cluster]
        if addresses:
            terraform = self.workspace.terraform(stack, self.inputs)
            terraform.init()
            terraform.forget(addresses, lock_timeout=self.lock_timeout)
        return len(addresses)

    def _destroy_rest(self, stack: Stack, step: Step, held: Inventory) -> str:
        try:
            return destroy_stack(
                self.workspace,
                stack,
                inputs=self.inputs,
                listener=Narrator(step),
                lock_timeout=self.lock_timeout,
            ).told
        except TerraformError as error:
            if error.exit_code in _TOLD:
                raise
            remedy = _remedy(error, environment=self.workspace.environment if self._asked(held) else None)
            raise StackNotDestroyedError(
                _told(error, log=self.workspace.logs),
                where=error.where,
                remedy=f"{remedy}. The same command goes on where it stopped",
                diagnostics=error.diagnostics,
            ) from error

    def _asked(self, held: Inventory) -> bool:
        """Return whether the cluster had to answer for this stack."""
        return bool(held.in_cluster) and not self.cluster_gone


def _remedy(error: TerraformError, *, environment: str | None) -> str:
    """Return what to do: a lock and a stranger have to go first, a dead cluster need not.

    `environment` is given where the cluster had to answer.
    """
    if _LOCKED in error.what:
        return "remove the lock that the message names (az lock list, az lock delete --ids ID)"
    if _STRANGERS in error.what:
        return "delete or move what the message lists (az resource list, az resource delete --ids ID)"
    if environment:
        forget = f"ops cleanup --environment {environment} --cluster-is-gone"
        return f"correct the cause; or, when the cluster does not answer: {forget}"
    return "correct the cause"


def _told(error: TerraformError, *, log: Path) -> str:
    """Return what Terraform said; of many errors the first: one lock makes dozens, all alike."""
    errors = [diagnostic for diagnostic in error.diagnostics if diagnostic.severity == Severity.ERROR]
    if len(errors) <= 1:
        return error.what
    return f"{errors[0]}\nand {len(errors) - 1} more errors; all of them are in {log}"

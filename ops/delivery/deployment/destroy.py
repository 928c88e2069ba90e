"""Destruction of the stacks in reverse apply order. A run that stopped can be repeated."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from azure.storage.blob import ContainerClient

from ops.common.errors import ExitCode
from ops.common.progress import Step, Steps
from ops.delivery.deployment.apply import destroy_stack
from ops.delivery.deployment.inventory import Inventory, read_inventory
from ops.delivery.deployment.kept_states import kept_beside_the_state
from ops.delivery.releases.inputs import ReleaseInputs
from ops.delivery.workspace import Workspace
from ops.engine.synthesis.stacks import Stack
from ops.engine.terraform.events import Level
from ops.engine.terraform.failures import TerraformError
from ops.engine.terraform.narrator import Narrator

# Errors with their own remedy.
_PASSED_ON: Final = (ExitCode.LOCKED, ExitCode.INTERRUPTED, ExitCode.STATE_NOT_SAVED)
# Texts of Azure and its provider. Sources: learn.microsoft.com, "Lock your Azure resources" (ScopeLocked);
# hashicorp/terraform-provider-azurerm, resource group, `prevent_deletion_if_contains_resources`.
_LOCKED: Final = "ScopeLocked"
_UNMANAGED: Final = "still contains Resources"


class StackNotDestroyedError(TerraformError):
    """A stack that was destroyed in part. What remains is in the state."""


@dataclass(frozen=True, kw_only=True)
class Destroyed:
    """The result for one stack: the number of resources destroyed, and removed from the state only."""

    stack: str
    destroyed: int
    forgotten: int


@dataclass(frozen=True, kw_only=True)
class StackDestroyer:
    """Destroys the stacks of an environment; skips stacks without resources, so that it can be repeated.

    With `cluster_gone`, resources in the cluster are removed from the state without contacting the cluster.
    The inputs need no real secrets.
    """

    workspace: Workspace
    container: ContainerClient
    inputs: ReleaseInputs
    steps: Steps
    lock_timeout: str = "0s"
    cluster_gone: bool = False

    @property
    def order(self) -> Sequence[Stack]:
        """The stacks in reverse apply order."""
        return self.workspace.stacks[::-1]

    def destroy(self, stack: Stack) -> Destroyed:
        """Destroy the resources that remain in a stack.

        Raises StackNotDestroyedError, StateLockedError, TerraformInterruptedError.
        """
        with (
            self.steps.step(stack.name) as step,
            kept_beside_the_state(self.workspace, self.container),
        ):
            return self._destroy(stack, step)

    def _destroy(self, stack: Stack, step: Step) -> Destroyed:
        held = read_inventory(self.container, stack.name, environment=self.workspace.environment)
        forgotten = self._forget(stack, held) if self.cluster_gone else 0
        left = len(held.resources) - forgotten
        done = [f"{forgotten} forgotten, which end with the cluster"] if forgotten else []
        # A stack that was never applied cannot be planned.
        done += [self._destroy_rest(stack, step, held)] if left else []
        step.result = ", ".join(done) or "nothing to destroy"
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
            ).summary
        except TerraformError as error:
            if error.exit_code in _PASSED_ON:
                raise
            remedy = _remedy(
                error, environment=self.workspace.environment if self._needs_cluster(held) else None
            )
            raise StackNotDestroyedError(
                _summary(error, log=self.workspace.logs),
                where=error.where,
                remedy=f"{remedy}; then run the same command again, which continues where it stopped",
                diagnostics=error.diagnostics,
            ) from error

    def _needs_cluster(self, held: Inventory) -> bool:
        """Return whether the cluster had to answer for this stack."""
        return bool(held.in_cluster) and not self.cluster_gone


def _remedy(error: TerraformError, *, environment: str | None) -> str:
    """Return the remedy; `environment` is given when the cluster must answer."""
    if _LOCKED in error.what:
        return "remove the lock named above (az lock list, az lock delete --ids ID)"
    if _UNMANAGED in error.what:
        return "delete or move the resources listed above (az resource list, az resource delete --ids ID)"
    if environment:
        forget = f"ops cleanup --environment {environment} --cluster-is-gone"
        return f"fix the problem above, or, when the cluster does not answer, run {forget}"
    return "fix the problem above"


def _summary(error: TerraformError, *, log: Path) -> str:
    """Return the first error and the number of others: one lock causes dozens of equal errors."""
    errors = [diagnostic for diagnostic in error.diagnostics if diagnostic.severity == Level.ERROR]
    if len(errors) <= 1:
        return error.what
    return f"{errors[0]}\nand {len(errors) - 1} more errors: see {log}"

"""The check of one environment: synthesis, its node pool, then `terraform validate` of each stack.

No state is opened.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from contract.stacks import StackName
from ops.commands.check.pool import pool_problems
from ops.commands.check.providers import Providers, with_providers
from ops.common.progress import Steps
from ops.common.simulation import is_simulated
from ops.delivery.cost.environment import documents_of
from ops.delivery.provider_locks import exact_version, shown_lock_file, without_checksums
from ops.delivery.provider_reuse import reuse_providers
from ops.delivery.releases.inputs import ReleaseInputs
from ops.delivery.workspace import Workspace, open_workspace
from ops.engine.synthesis.stacks import Stack
from ops.engine.terraform.product import Product
from ops.engine.terraform.validation import ValidationProblem, problems

_NO_INPUTS: Final = ReleaseInputs(images={}, secrets={}, revisions={})


@dataclass(frozen=True, kw_only=True)
class StackFinding:
    """A problem of one stack of an environment."""

    environment: str
    stack: str
    problem: ValidationProblem


class EnvironmentsCheck:
    """A check of several environments. Providers that one environment installed serve the next."""

    def __init__(self, *, providers: Providers, variables: Mapping[str, str], steps: Steps) -> None:
        self._providers = providers
        self._variables = variables
        self._steps = steps
        self._installed: dict[str, Path] = {}

    def environment(self, name: str) -> list[StackFinding]:
        """Return what is wrong with an environment's stacks; raise SynthesisError where there are none."""
        with self._steps.step(name) as step:
            opened = open_workspace(environment=name, variables=self._variables)
            step.result = f"synthesized: {', '.join(stack.name for stack in opened.stacks)}"
            for warning in opened.warnings:
                step.warn(warning)
        found = [
            StackFinding(environment=name, stack=StackName.FOUNDATION, problem=problem)
            for problem in pool_problems(name, documents_of(opened.stacks))
        ]
        if self._providers is not Providers.NONE:
            workspace = with_providers(opened, self._providers)
            found += [finding for stack in workspace.stacks for finding in self._stack(workspace, stack)]
        return found

    def _stack(self, workspace: Workspace, stack: Stack) -> list[StackFinding]:
        name = workspace.environment
        with self._steps.step(f"  {stack.name}") as step:
            if earlier := self._installed.get(stack.name):
                reuse_providers(stack.folder, earlier=[earlier])
            terraform = workspace.terraform(stack, _NO_INPUTS)
            product = workspace.engine.product
            unlocked = (
                ()
                if is_simulated(self._variables)
                else without_checksums(stack.name, stack.providers, product=product)
            )
            terraform.init(backend=False, locked=not unlocked and self._providers is Providers.REGISTRY)
            self._installed[stack.name] = stack.folder
            found = problems(terraform.validate(), folder=stack.folder)
            if unlocked:
                names = [f"{each.source} {exact_version(each)}" for each in unlocked]
                step.warn(_no_checksums(stack, names, product=product))
            step.result = f"{len(found)} problems" if found else "valid"
        return [StackFinding(environment=name, stack=stack.name, problem=problem) for problem in found]


def _no_checksums(stack: Stack, providers: Sequence[str], *, product: Product) -> str:
    return (
        f"{shown_lock_file(stack.name)} has no checksums of {', '.join(providers)}: "
        f"{product.name} takes what it is given. Run `ops providers lock` where the registry can be reached"
    )

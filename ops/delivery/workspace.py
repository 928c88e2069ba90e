"""The workspace of one environment: synthesized stacks, Terraform engine, and the folder of this run.

Every run synthesizes, plans and logs in a separate folder: what was planned is what is applied and recorded,
whatever else runs on this machine (docs/decisions/0075-run-folders.md).
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from azure.storage.blob import ContainerClient

from contract.inputs import SecretName
from contract.kubernetes_versions import warnings_of
from ops.clients.azure.state_container import open_state_container
from ops.clients.kubernetes.login import login_variables
from ops.common.clean_up import afterwards
from ops.common.errors import UserError
from ops.common.private_files import open_private
from ops.common.run_folder import RunFolder, new_run
from ops.common.simulation import is_simulated
from ops.delivery.provider_locks import pin_providers
from ops.delivery.provider_reuse import reuse_providers
from ops.delivery.releases.inputs import ReleaseInputs
from ops.engine.environment_file import environment_settings, require_good_environments
from ops.engine.synthesis.document import StateBackend
from ops.engine.synthesis.facts import kubernetes_minor
from ops.engine.synthesis.stacks import PROJECT, SYNTHESIZED, Stack, synthesize
from ops.engine.terraform.engine import Engine, find_engine
from ops.engine.terraform.redaction import Redactor
from ops.engine.terraform.runner import Listener, Terraform
from ops.engine.terraform.shell_secrets import shell_secrets

HOME_VARIABLE: Final = "OPS_HOME"


class UnknownStackError(UserError):
    """A stack name that does not exist."""


@dataclass(frozen=True, kw_only=True)
class Workspace:
    """An environment with its stacks and engine. `folder` holds synthesized stacks, logs and plans.

    `warnings` are about the environment as it is today. `run` keeps the folder in use.
    """

    environment: str
    folder: Path
    backend: StateBackend
    stacks: tuple[Stack, ...]
    engine: Engine
    variables: Mapping[str, str] = field(repr=False)
    warnings: tuple[str, ...] = ()
    run: RunFolder | None = field(default=None, repr=False)

    @property
    def logs(self) -> Path:
        """The folder of the logs: one file for each step of each stack."""
        return self.folder / "logs"

    def stack(self, name: str) -> Stack:
        """Return a stack by name; raise UnknownStackError."""
        found = next((stack for stack in self.stacks if stack.name == name), None)
        if found is None:
            known = ", ".join(stack.name for stack in self.stacks)
            raise UnknownStackError(f"there is no stack '{name}'", remedy=f"stacks, in order: {known}")
        return found

    def select(self, names: Sequence[str]) -> tuple[Stack, ...]:
        """Return the named stacks in apply order; all stacks when no name is given."""
        chosen = {self.stack(name).name for name in names}
        return tuple(stack for stack in self.stacks if not chosen or stack.name in chosen)

    def container(self) -> AbstractContextManager[ContainerClient]:
        """Open the state container; raise StateAccountError when it cannot be used."""
        return open_state_container(self.backend, environment=self.variables)

    def terraform(
        self, stack: Stack, inputs: ReleaseInputs, *, listener: Listener | None = None, label: str = ""
    ) -> Terraform:
        """Return Terraform on a stack with these inputs; `label` is part of the names of its logs."""
        runner = Terraform(
            engine=self.engine,
            stack=stack.name,
            label=label,
            deployment=self.environment,
            folder=stack.folder,
            environment={
                **_sign_in(self.variables),
                **self.variables,
                **login_variables(self.variables),
                **inputs.variables(),
            },
            logs=self.logs,
            redactor=Redactor([*inputs.secret_values(), *shell_secrets(self.variables, declared=SecretName)]),
        )
        return runner if listener is None else replace(runner, listener=listener)

    def reuse_providers(self, stack: Stack) -> None:
        """Give a stack's folder the providers that an earlier run installed, and the kept checksums.

        The stand-ins of a rehearsal have other checksums.
        """
        runs = self.run.earlier if self.run else ()
        reuse_providers(stack.folder, earlier=[run / SYNTHESIZED / "stacks" / stack.name for run in runs])
        if not is_simulated(self.variables):
            pin_providers(
                stack.folder,
                stack=stack.name,
                required=stack.providers,
                product=self.engine.product,
            )

    @contextmanager
    def plan_file(self, stack: Stack) -> Iterator[Path]:
        """Yield the path of a plan file that only its owner may read; remove it afterwards."""
        path = self.folder / "plans" / f"{stack.name}.tfplan"
        path.parent.mkdir(parents=True, exist_ok=True)
        open_private(path).close()
        with afterwards(lambda: path.unlink(missing_ok=True), doing="removing the plan file"):
            yield path


def open_workspace(
    *, environment: str, variables: Mapping[str, str] = os.environ, today: date | None = None
) -> Workspace:
    """Synthesize an environment and return its workspace, with the warnings of `today` (default: now).

    Raises EnvironmentRefusedError with all problems of the environment's file before anything else happens,
    SynthesisError with main.py's own message, or MissingToolError.
    """
    require_good_environments([environment], variables=variables)
    engine = find_engine()
    run = new_run(runs_of(environment, variables=variables))
    stacks = synthesize(environment=environment, out=run.path / SYNTHESIZED)
    workspace = Workspace(
        environment=environment,
        folder=run.path,
        backend=stacks[0].backend,
        stacks=stacks,
        engine=engine,
        variables=dict(variables),
        warnings=_warnings(stacks, today=today or datetime.now(UTC).date()),
        run=run,
    )
    for stack in stacks:
        workspace.reuse_providers(stack)
    return workspace


def _warnings(stacks: Sequence[Stack], *, today: date) -> tuple[str, ...]:
    """Return the warnings of synthesis. They depend on the day, and do not come from the cache."""
    minor = kubernetes_minor(stacks)
    return () if minor is None else warnings_of(minor, today=today)


def open_without_stacks(*, environment: str, variables: Mapping[str, str] = os.environ) -> Workspace:
    """Return a workspace for a command that needs no synthesis: rollback.

    Raises EnvironmentRefusedError with the environment file's own message.
    """
    engine = find_engine()
    backend = _backend(environment, variables)
    run = new_run(runs_of(environment, variables=variables))
    return Workspace(
        environment=environment,
        folder=run.path,
        backend=backend,
        stacks=(),
        engine=engine,
        variables=dict(variables),
        run=run,
    )


def open_state(
    *, environment: str, variables: Mapping[str, str] = os.environ
) -> AbstractContextManager[ContainerClient]:
    """Open the state container of an environment, for commands that start no Terraform.

    Raises EnvironmentRefusedError with the environment file's own message.
    """
    return open_state_container(_backend(environment, variables), environment=variables)


def _backend(environment: str, variables: Mapping[str, str]) -> StateBackend:
    state = environment_settings(environment, variables=variables).state
    return StateBackend(account=state.storage_account, container=state.container, key="")


def runs_of(environment: str, *, variables: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of all runs of an environment on this machine."""
    return Path(variables.get(HOME_VARIABLE) or PROJECT / ".ops").expanduser().resolve() / environment


def _sign_in(variables: Mapping[str, str]) -> dict[str, str]:
    """Make the backend sign in with Entra ID, as `ops` does, unless there is an access key.

    The state account has no shared key. Source: developer.hashicorp.com, "azurerm backend".
    """
    return {} if variables.get("ARM_ACCESS_KEY") else {"ARM_USE_AZUREAD": "true"}

"""`ops cleanup`."""

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated

import typer

from ops.clients.azure.environment import open_target
from ops.commands.cleanup.blockers import Survey, survey
from ops.commands.cleanup.preview import CleanupPreview
from ops.common.confirmation import confirm_by_name, require_name
from ops.common.errors import UserError
from ops.common.options import DEFAULT_ENVIRONMENT, AsJson, Environment, LockTimeout
from ops.common.output import CommandOutput, emit, progress_console
from ops.common.progress import Steps
from ops.common.simulation import is_simulated
from ops.delivery.deployment.deploy import RELEASED
from ops.delivery.deployment.destroy import Destroyed, StackDestroyer
from ops.delivery.deployment.exclusive import exclusively
from ops.delivery.deployment.inventory import Inventory, read_inventories
from ops.delivery.releases.inputs import reviewable_inputs
from ops.delivery.releases.lease import Holder
from ops.delivery.releases.store import ReleaseStore
from ops.delivery.states.whole import require_states_to_read
from ops.delivery.workspace import open_workspace
from ops.engine.environment_file import environment_settings


class CleanupBlockedError(UserError):
    """A cleanup that would fail halfway. Nothing was deleted."""


def register(app: typer.Typer) -> None:
    """Add the command to a command line."""
    app.command()(cleanup)


def cleanup(
    *,
    environment: Environment = DEFAULT_ENVIRONMENT,
    confirm: Annotated[
        str | None,
        typer.Option(
            "--confirm", help="The environment's name, instead of the prompt: for scripts.", metavar="NAME"
        ),
    ] = None,
    cluster_is_gone: Annotated[
        bool,
        typer.Option(
            "--cluster-is-gone", help="The cluster does not answer: remove its resources from the state only."
        ),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be deleted and what stays; delete nothing.")
    ] = False,
    lock_timeout: LockTimeout = "60s",
    as_json: AsJson = False,
) -> None:
    """Delete everything that the deployment created: app, addons, foundation, in that order.

    Shows what is deleted, which data is lost and what stays, and asks for the environment's name. Needs no
    secret. After an interruption, run the same command again. The resources in a cluster that is stopped or
    deleted are only removed from the state.

    Exit codes: 0 everything is deleted; 1 something is left, and is named; 2 not confirmed; 6 a deployment
    runs, or a state is locked; 130 interrupted.
    """
    confirmed = f"ops cleanup --environment {environment} --confirm {environment}"
    if confirm is not None:
        require_name(environment, given=confirm, remedy=confirmed)
    console = progress_console(as_json=as_json)
    steps = Steps(console)
    settings = environment_settings(environment)
    workspace = open_workspace(environment=environment)
    with workspace.container() as container:
        require_states_to_read(workspace, container)
        inventories = read_inventories(container, workspace.stacks, environment=environment)
        found = _survey(environment, inventories, cluster_is_gone=cluster_is_gone, steps=steps)
        preview = CleanupPreview(
            environment=settings, inventories=inventories, survey=found, variables=os.environ
        )
        console.print(preview.view(), soft_wrap=True)
        done: list[Destroyed] = []
        if not dry_run:
            _require_clear(found, environment=environment)
            if preview.total:
                confirm_by_name(environment, given=confirm, remedy=confirmed)
            demolition = StackDestroyer(
                workspace=workspace,
                container=container,
                inputs=reviewable_inputs(workspace.stacks, last=None),
                steps=steps,
                lock_timeout=lock_timeout,
                cluster_gone=found.cluster_gone,
            )
            done = _delete(demolition, steps=steps)
            console.print(f"\n'{environment}' is deleted. What stays is listed above.", style="green")
    emit(CommandOutput(document=preview.document(done)), as_json=as_json)


def _survey(
    environment: str, inventories: Sequence[Inventory], *, cluster_is_gone: bool, steps: Steps
) -> Survey:
    """Run the checks in Azure; a rehearsal has none."""
    if is_simulated():
        return Survey(cluster_gone=cluster_is_gone)
    target, _ = open_target(environment)
    with steps.step("Checks") as step:
        found = survey(target, inventories)
        step.result = f"{len(found.blockers)} blockers, {len(found.unmanaged_resources)} unmanaged resources"
    return replace(found, cluster_gone=found.cluster_gone or cluster_is_gone)


def _require_clear(found: Survey, *, environment: str) -> None:
    if found.blockers:
        listed = "\n".join(f"  {blocker.what}\n    {blocker.how}" for blocker in found.blockers)
        raise CleanupBlockedError(
            f"'{environment}' cannot be deleted yet; nothing was deleted:\n{listed}",
            remedy=f"remove these, then run it again: ops cleanup --environment {environment}",
        )


def _delete(demolition: StackDestroyer, *, steps: Steps) -> list[Destroyed]:
    """Destroy the stacks while holding the deployment lease; archive the releases once the app is gone."""
    environment = demolition.workspace.environment
    holder = Holder.here(command="ops cleanup")
    done = []
    with exclusively(demolition.workspace, demolition.container, holder=holder, steps=steps):
        for stack in demolition.order:
            done.append(demolition.destroy(stack))
            if stack.name == RELEASED:
                with steps.step("Releases") as step:
                    store = ReleaseStore(demolition.container, environment=environment)
                    step.result = f"{store.set_aside(at=datetime.now(UTC))} archived"
    return done

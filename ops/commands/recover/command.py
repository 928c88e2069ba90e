"""`ops recover`."""

import os
from collections.abc import Iterator
from typing import Annotated

import typer

from contract.stacks import StackName
from ops.common.confirmation import confirm
from ops.common.console import print_warning
from ops.common.options import (
    DEFAULT_ENVIRONMENT,
    Environment,
    ImageNames,
    ImageTag,
    LockTimeout,
    VaultName,
    Yes,
)
from ops.common.output import progress_console
from ops.common.progress import Steps
from ops.delivery.deployment.exclusive import exclusively
from ops.delivery.deployment.kept_states import kept_beside_the_state, require_none_waiting
from ops.delivery.deployment.recovery import Recovery, imported
from ops.delivery.planning.report import PlannedStack, PlanReport
from ops.delivery.planning.terminal import plan_view
from ops.delivery.releases.images import ChosenImages, chosen_images, tag_of
from ops.delivery.releases.inputs import release_inputs
from ops.delivery.releases.lease import Holder
from ops.delivery.releases.release import Outcome, Release
from ops.delivery.releases.source import current_source
from ops.delivery.releases.store import ReleaseStore
from ops.delivery.secrets.revision_key import revision_key
from ops.delivery.secrets.secret import declared_secrets
from ops.delivery.secrets.sources import collect
from ops.delivery.secrets.vault import vault_by_name
from ops.delivery.states.whole import read_own_state
from ops.delivery.workspace import Workspace, open_workspace


def register(app: typer.Typer) -> None:
    """Add the command to a command line."""
    app.command()(recover)


def recover(
    stack: Annotated[StackName, typer.Argument(help="Stack.", metavar="STACK")],
    *,
    environment: Environment = DEFAULT_ENVIRONMENT,
    image_tag: ImageTag = None,
    image: ImageNames = None,
    vault: VaultName = None,
    lock_timeout: LockTimeout = "60s",
    yes: Yes = False,
) -> None:
    """Import what exists and is in no state, after a look; never delete or replace anything.

    After an apply that ended with `already exists`: finds what the plan wants to create and what exists, in
    the logs of earlier applies and by the names in the cluster, shows the plan with the imports, and applies
    exactly that plan. Then `ops deploy` goes on. A plan that would delete or replace something is refused.
    Takes secrets as `ops deploy` does: an imported object may be updated. Images are those of the newest
    release, also of one that did not pass, because what exists may be of that one; options choose others.

    Exit codes: 0 imported, or nothing to import; 1 refused; 2 not confirmed; 6 locked; 15 a state waits to be
    written.
    """
    console = progress_console(as_json=False)
    steps = Steps(console)
    workspace = open_workspace(environment=environment)
    chosen = workspace.stack(stack)
    with workspace.container() as container, workspace.plan_file(chosen) as file:
        require_none_waiting(workspace, container)
        read_own_state(container, environment=environment, stack=stack, product=workspace.engine.product)
        newest = next(ReleaseStore(container, environment=environment).history(), None)
        images = chosen_images(
            [chosen],
            tag=image_tag,
            choices=image or [],
            last=newest,
            environment=os.environ,
            all_stacks=workspace.stacks,
        )
        for warning in (*_of_a_failed_release(images, newest), *images.warnings):
            print_warning(console, warning)
        found = collect(declared_secrets([chosen]), environment=os.environ, vault=vault_by_name(vault))
        inputs = release_inputs(found, images=images.images, key=revision_key(container))
        with steps.step(stack) as step:
            recovery = Recovery(
                workspace=workspace, stack=chosen, inputs=inputs, step=step, lock_timeout=lock_timeout
            )
            plan = recovery.plan(file)
            step.result = (
                f"{imported(plan)} objects exist and are in no state" if plan else "nothing to import"
            )
        if plan is None:
            return
        console.print(plan_view(_report(workspace, plan)))
        confirm(
            f"Import these into the state of '{stack}' in '{environment}'?",
            yes=yes,
            remedy="look at the plan above; --yes imports without a question",
        )
        holder = Holder.here(command="ops recover")
        with (
            exclusively(workspace, container, holder=holder, steps=steps),
            kept_beside_the_state(workspace, container),
            steps.step(stack) as step,
        ):
            Recovery(workspace=workspace, stack=chosen, inputs=inputs, step=step).apply(file)
            step.result = f"{imported(plan)} imported"


def _of_a_failed_release(images: ChosenImages, newest: Release | None) -> Iterator[str]:
    """Yield a warning where images are those of a release that did not pass."""
    if newest is None or newest.outcome is Outcome.PASSED:
        return
    source = f"release {newest.id}"
    tags = {tag_of(image) for name, image in images.images.items() if images.sources[name] == source}
    if tags:
        yield (
            f"the images ({', '.join(sorted(tags))}) are those of {source}, which did not pass: what exists "
            "may be of it. Pass --image-tag or --image for others"
        )


def _report(workspace: Workspace, plan: PlannedStack) -> PlanReport:
    return PlanReport(
        environment=workspace.environment,
        commit=current_source().commit,
        stacks=[plan],
        product=workspace.engine.product,
    )

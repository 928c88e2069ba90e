"""`ops deploy`."""

import os
from typing import Annotated

import typer
from rich.console import Console

from ops.commands.deploy.release_run import checks_of, collected_secrets, release_report, rollout_watcher
from ops.commands.deploy.summary import ReleaseSummary, question, release_view
from ops.common.arguments import checked_fingerprints, checked_seconds
from ops.common.confirmation import confirm
from ops.common.console import print_warning
from ops.common.options import (
    DEFAULT_ENVIRONMENT,
    AsJson,
    Environment,
    ImageNames,
    ImageTag,
    LockTimeout,
    SmokeSeconds,
    Stacks,
    Url,
    VaultName,
    Yes,
)
from ops.common.output import CommandOutput, emit, progress_console
from ops.common.progress import Steps
from ops.delivery.deployment.apply import Review
from ops.delivery.deployment.deploy import RELEASED, Deployer
from ops.delivery.deployment.exclusive import exclusively
from ops.delivery.deployment.kept_states import offer_kept_states, waiting
from ops.delivery.planning.review import review_plan
from ops.delivery.planning.terminal import plan_view
from ops.delivery.releases.images import chosen_images
from ops.delivery.releases.inputs import release_inputs, reviewable_inputs
from ops.delivery.releases.lease import Holder
from ops.delivery.releases.source import current_source, require_committed, shown
from ops.delivery.releases.store import ReleaseStore
from ops.delivery.releases.targets import RollbackTargets
from ops.delivery.secrets.revision_key import revision_key
from ops.delivery.workspace import Workspace, open_workspace

_UNASKED = "give the reviewed fingerprints (--reviewed, from `ops plan`), or --yes"


def register(app: typer.Typer) -> None:
    """Add the command to a command line."""
    app.command()(deploy)


def deploy(
    stacks: Stacks = None,
    *,
    environment: Environment = DEFAULT_ENVIRONMENT,
    image_tag: ImageTag = None,
    image: ImageNames = None,
    reviewed: Annotated[
        list[str] | None,
        typer.Option(
            help="Reviewed fingerprint; repeat for each stack.",
            metavar="FINGERPRINT",
            callback=checked_fingerprints,
        ),
    ] = None,
    url: Url = None,
    smoke_seconds: SmokeSeconds = 60.0,
    certificate_seconds: Annotated[
        float,
        typer.Option(
            help="Time limit for the first release's certificate to be issued.",
            min=0,
            callback=checked_seconds,
        ),
    ] = 900.0,
    lock_timeout: LockTimeout = "60s",
    vault: VaultName = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Deploy foundation, addons and app, in that order; roll back if the release fails.

    Each stack is planned just before it is applied, and exactly that plan is applied. Only a reviewed plan is
    applied: one of the fingerprints of --reviewed, or the plan that is shown and that you confirm.

    A first release waits for its certificate before the smoke tests. It has nothing to roll back to: if it
    fails, it is left in place.

    A state that could not be written is offered before anything is planned; --yes writes it if it follows the
    state in the store.

    Exit codes: 0 released; 15 a state waits to be written; 8 not the reviewed plan; 9 failed, and rolled back
    if possible; 6 locked; 5 an input is missing; 130 interrupted.
    """
    console = progress_console(as_json=as_json)
    steps = Steps(console)
    # Read before the synthesis: another checkout meanwhile does not change what is recorded.
    source = current_source()
    require_committed(source, variables=os.environ)
    if source.uncommitted:
        with steps.step("Source") as step:
            step.result = f"{source.commit[:12]} with uncommitted changes, as the release records it"
            step.warn(f"not committed: {shown(source.uncommitted)}")
    workspace = open_workspace(environment=environment)
    for warning in workspace.warnings:
        print_warning(console, warning)
    # Read again after it: an edit in between is recorded.
    source = source.with_edits_of(current_source())
    chosen = workspace.select(stacks or [])
    with workspace.container() as container:
        holder = Holder.here(command="ops deploy")
        if waiting(workspace, container):
            with exclusively(workspace, container, holder=holder, steps=steps, with_kept_states=True):
                offer_kept_states(workspace, container, yes=yes, steps=steps)
        store = ReleaseStore(container, environment=environment)
        last = store.find_last_passed()
        secrets = collected_secrets(chosen, vault=vault)
        images = chosen_images(
            chosen,
            tag=image_tag,
            choices=image or [],
            last=last,
            environment=os.environ,
            all_stacks=workspace.stacks,
        )
        for warning in images.warnings:
            print_warning(console, warning)
        inputs = release_inputs(secrets, images=images.images, key=revision_key(container))
        summary = ReleaseSummary(
            chosen=images, inputs=inputs, last=last, uncertain=RollbackTargets(store).uncertain()
        )
        review = _review(workspace, stacks or [], reviewed, summary, yes=yes, console=console, steps=steps)
        deployer = Deployer(
            workspace=workspace,
            container=container,
            holder=holder,
            steps=steps,
            checks=checks_of(
                workspace,
                workspace.stack(RELEASED),
                inputs,
                url=url,
                seconds=smoke_seconds,
                certificate_seconds=None if last else certificate_seconds,
            ),
            lock_timeout=lock_timeout,
            watcher=rollout_watcher(),
        )
        release = deployer.deploy(chosen, inputs=inputs, source=source, review=review)
    emit(release_report(release) if release else CommandOutput(document=None), as_json=as_json)


def _review(
    workspace: Workspace,
    stacks: list[str],
    reviewed: list[str] | None,
    summary: ReleaseSummary,
    *,
    yes: bool,
    console: Console,
    steps: Steps,
) -> Review | None:
    """Show what happens, and return the reviewed fingerprints; without any, ask. None for `yes`."""
    if yes or reviewed:
        console.print(release_view(summary), soft_wrap=True)
    if yes:
        return None
    inputs = reviewable_inputs(workspace.stacks, last=summary.last)
    if reviewed:
        return Review(fingerprints=reviewed, inputs=inputs)
    report = review_plan(workspace, stacks, steps=steps)
    console.print(plan_view(report))
    console.print(f"\nDeploying to '{workspace.environment}':", style="bold")
    console.print(release_view(summary, report), soft_wrap=True)
    confirm(question(workspace.environment, summary, report), yes=False, remedy=_UNASKED)
    waived = [stack.name for stack in report.unplanned]
    return Review(fingerprints=list(report.fingerprints.values()), inputs=inputs, waived=waived)

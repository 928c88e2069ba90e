"""`ops deploy` and `ops rollback`."""

import os
import ssl
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from contract.outputs import AppOutput
from ops.common.confirmation import confirm
from ops.common.console import print_warning
from ops.common.errors import UserError
from ops.common.options import (
    DEFAULT_ENVIRONMENT,
    AsJson,
    Environment,
    ImageNames,
    ImageTag,
    LockTimeout,
    Stacks,
    VaultName,
    Yes,
)
from ops.common.output import CommandOutput, emit, progress_console
from ops.common.progress import Steps
from ops.delivery.deployment.apply import Review, Watcher, watch_cluster
from ops.delivery.deployment.checks import ReleaseCheck, certificate_check, smoke_check
from ops.delivery.deployment.deploy import RELEASED, Deployer
from ops.delivery.deployment.exclusive import exclusively
from ops.delivery.deployment.kept_states import offer_kept_states, waiting
from ops.delivery.planning.review import review_plan
from ops.delivery.planning.terminal import plan_view
from ops.delivery.releases.images import chosen_images, short
from ops.delivery.releases.inputs import ReleaseInputs, release_inputs, reviewable_inputs
from ops.delivery.releases.lease import Holder
from ops.delivery.releases.release import Release
from ops.delivery.releases.source import current_source, require_committed, shown
from ops.delivery.releases.store import ReleaseStore
from ops.delivery.secrets.revision_key import revision_key
from ops.delivery.secrets.secret import Secret, declared_secrets
from ops.delivery.secrets.sources import collect
from ops.delivery.secrets.vault import vault_by_name
from ops.delivery.smoke.checks import SmokeTarget
from ops.delivery.workspace import Workspace, is_simulated, open_without_stacks, open_workspace
from ops.engine.synthesis.stacks import Stack

Url = Annotated[
    str | None,
    typer.Option(help="URL to smoke-test. Default: output `public_url` of the app stack.", metavar="URL"),
]
SmokeSeconds = Annotated[float, typer.Option(help="Time limit for the smoke tests to pass.", min=0)]

_UNASKED = "give the reviewed fingerprints (--reviewed, from `ops plan`), or --yes"


def register(app: typer.Typer) -> None:
    """Add the commands to a command line."""
    app.command()(deploy)
    app.command()(rollback)


def deploy(
    stacks: Stacks = None,
    *,
    environment: Environment = DEFAULT_ENVIRONMENT,
    image_tag: ImageTag = None,
    image: ImageNames = None,
    reviewed: Annotated[
        list[str] | None,
        typer.Option(help="Reviewed fingerprint; repeat for each stack.", metavar="FINGERPRINT"),
    ] = None,
    url: Url = None,
    smoke_seconds: SmokeSeconds = 60.0,
    certificate_seconds: Annotated[
        float, typer.Option(help="Time limit for the first release's certificate to be issued.", min=0)
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
        last = ReleaseStore(container, environment=environment).find_last_passed()
        inputs = release_inputs(
            _secrets(chosen, vault=vault),
            images=chosen_images(
                chosen,
                tag=image_tag,
                choices=image or [],
                last=last,
                environment=os.environ,
                all_stacks=workspace.stacks,
            ),
            key=revision_key(container),
        )
        review = (
            None if yes else _review(workspace, stacks or [], reviewed, last, console=console, steps=steps)
        )
        deployer = Deployer(
            workspace=workspace,
            container=container,
            holder=holder,
            steps=steps,
            checks=_checks(
                workspace,
                workspace.stack(RELEASED),
                inputs,
                url=url,
                seconds=smoke_seconds,
                certificate_seconds=None if last else certificate_seconds,
            ),
            lock_timeout=lock_timeout,
            watcher=_watcher(),
        )
        release = deployer.deploy(chosen, inputs=inputs, source=source, review=review)
    emit(_report(release) if release else CommandOutput(document=None), as_json=as_json)


def rollback(
    *,
    environment: Environment = DEFAULT_ENVIRONMENT,
    to: Annotated[
        str | None,
        typer.Option(
            help="Id of a release from `ops releases`. Default: the last successful one before this."
        ),
    ] = None,
    url: Url = None,
    smoke_seconds: SmokeSeconds = 60.0,
    lock_timeout: LockTimeout = "30s",
    vault: VaultName = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Return to an earlier release: its recorded stack and images, with today's secrets.

    Exit codes as for `ops deploy`.
    """
    workspace = open_without_stacks(environment=environment)
    with workspace.container() as container:
        deployer = Deployer(
            workspace=workspace,
            container=container,
            holder=Holder.here(command="ops rollback"),
            steps=Steps(progress_console(as_json=as_json)),
            lock_timeout=lock_timeout,
            watcher=_watcher(),
        )
        current = next(deployer.releases.history(), None)
        undoes = current.id if current else ""
        target = deployer.releases.get(to) if to else deployer.releases.last_passed(other_than=undoes)
        question = f"Roll '{environment}' back to {target.id} ({_images(target)})?"
        confirm(question, yes=yes, remedy=_UNASKED)
        stack = deployer.recorded(target)
        inputs = release_inputs(
            _secrets([stack], vault=vault), images=target.images, key=revision_key(container)
        )
        checked = replace(deployer, checks=_checks(workspace, stack, inputs, url=url, seconds=smoke_seconds))
        release = checked.roll_back(to=target, inputs=inputs, undoes=undoes or None)
    emit(_report(release), as_json=as_json)


def _secrets(stacks: Sequence[Stack], *, vault: str | None) -> dict[str, Secret]:
    """Return the validated secrets of the stacks, from environment variables or the vault."""
    return collect(declared_secrets(stacks), environment=os.environ, vault=vault_by_name(vault))


def _watcher() -> Watcher | None:
    """Return the watcher of the rollout; None in a rehearsal, where nothing rolls out."""
    return None if is_simulated() else watch_cluster


def _review(
    workspace: Workspace,
    stacks: list[str],
    reviewed: list[str] | None,
    last: Release | None,
    *,
    console: Console,
    steps: Steps,
) -> Review:
    """Return the reviewed fingerprints; without any, show the plan and ask for confirmation."""
    inputs = reviewable_inputs(workspace.stacks, last=last)
    if reviewed:
        return Review(fingerprints=reviewed, inputs=inputs)
    report = review_plan(workspace, stacks, steps=steps)
    console.print(plan_view(report))
    question = f"Deploy this to '{workspace.environment}', with the release's images and secrets?"
    confirm(question, yes=False, remedy=_UNASKED)
    waived = [stack.name for stack in report.unplanned]
    return Review(fingerprints=list(report.fingerprints.values()), inputs=inputs, waived=waived)


def _checks(
    workspace: Workspace,
    stack: Stack,
    inputs: ReleaseInputs,
    *,
    url: str | None,
    seconds: float,
    certificate_seconds: float | None = None,
) -> list[ReleaseCheck]:
    """Return the checks that the release must pass. A rehearsal has no public URL, unless --url names one.

    A first release has `certificate_seconds`, the time limit for its certificate.
    """
    if url is None and is_simulated():
        return []

    def target() -> SmokeTarget:
        named = url or _public_url(workspace, stack, inputs)
        return SmokeTarget(url=named, trust=ssl.create_default_context())

    smoke_tests = smoke_check(target, deadline_seconds=seconds)
    if certificate_seconds is None:
        return [smoke_tests]
    return [certificate_check(target, deadline_seconds=certificate_seconds), smoke_tests]


def _public_url(workspace: Workspace, stack: Stack, inputs: ReleaseInputs) -> str:
    outputs = workspace.terraform(stack, inputs).outputs()
    if AppOutput.PUBLIC_URL not in outputs:
        raise UserError(
            "the app stack has no output public_url: it was not applied, or by older code",
            remedy="give the URL to test: --url https://todo.example.com",
        )
    return str(outputs[AppOutput.PUBLIC_URL]["value"])


def _report(release: Release) -> CommandOutput:
    seconds = (release.finished_at - release.started_at).total_seconds() if release.finished_at else 0
    line = f"\nRelease {release.id} is live after {seconds:.0f} s: {_images(release)}"
    return CommandOutput(document=release.model_dump(mode="json"), view=[Text(line, style="green")])


def _images(release: Release) -> str:
    return ", ".join(short(image) for image in release.images.values())

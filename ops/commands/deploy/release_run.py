"""What `ops deploy` and `ops rollback` share: secrets, checks, the watch of the rollout, and the report."""

import os
import ssl
from collections.abc import Sequence

from rich.text import Text

from contract.outputs import AppOutput
from ops.common.errors import UserError
from ops.common.output import CommandOutput
from ops.common.simulation import is_simulated
from ops.delivery.deployment.apply import Watcher, watch_cluster
from ops.delivery.deployment.checks import ReleaseCheck, certificate_check, smoke_check
from ops.delivery.releases.images import short_images
from ops.delivery.releases.inputs import ReleaseInputs
from ops.delivery.releases.release import Release
from ops.delivery.secrets.secret import Secret, declared_secrets
from ops.delivery.secrets.sources import collect
from ops.delivery.secrets.vault import vault_by_name
from ops.delivery.smoke.checks import SmokeTarget
from ops.delivery.workspace import Workspace
from ops.engine.synthesis.stacks import Stack


def collected_secrets(stacks: Sequence[Stack], *, vault: str | None) -> dict[str, Secret]:
    """Return the validated secrets of the stacks, from environment variables or the vault."""
    return collect(declared_secrets(stacks), environment=os.environ, vault=vault_by_name(vault))


def rollout_watcher() -> Watcher | None:
    """Return the watcher of the rollout; None in a rehearsal, where nothing rolls out."""
    return None if is_simulated() else watch_cluster


def checks_of(
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


def release_report(release: Release) -> CommandOutput:
    """Return the record of a release, and a line that says it is live."""
    seconds = (release.finished_at - release.started_at).total_seconds() if release.finished_at else 0
    line = f"\nRelease {release.id} is live after {seconds:.0f} s: {short_images(release)}"
    return CommandOutput(document=release.model_dump(mode="json"), view=[Text(line, style="green")])

"""The operators' command line `ops`: a table of commands, each imported when it is called."""

import os
import sys
from typing import Final, NoReturn

import typer
from rich.console import Console

from ops.common.command_table import Command, add_commands, add_version
from ops.common.console import run
from ops.common.errors import exit_codes
from ops.common.simulation import is_simulated, simulated_world

# Set by the shell that completes a line.
_COMPLETION: Final = "_OPS_COMPLETE"
_DELIVER: Final = "Deliver"
_WATCH: Final = "Watch"
_OPERATE: Final = "Operate"
_SET_UP: Final = "Set up"
#: What reads the file of the environment, before a command and its libraries are imported.
_ENVIRONMENT: Final = "ops.engine.environment_file"

COMMANDS: Final = (
    Command(
        name="plan",
        module="ops.commands.plan.command",
        panel=_DELIVER,
        help="Show what a deployment would do, and the fingerprint of each stack's plan.",
        before=_ENVIRONMENT,
    ),
    Command(
        name="cost",
        module="ops.commands.cost.command",
        panel=_DELIVER,
        help="Estimate an environment's monthly cost, resource by resource. Needs no account and no network.",
    ),
    Command(
        name="deploy",
        module="ops.commands.deploy.command",
        panel=_DELIVER,
        help="Deploy foundation, addons and app, in that order; roll back if the release fails.",
        before=_ENVIRONMENT,
    ),
    Command(
        name="images",
        module="ops.commands.images.command",
        panel=_DELIVER,
        help="Build, scan and push the application's images; pin their bases by digest.",
    ),
    Command(
        name="rollback",
        module="ops.commands.deploy.rollback",
        panel=_DELIVER,
        help="Return to an earlier release: its recorded stack and images, with today's secrets.",
    ),
    Command(
        name="releases",
        module="ops.commands.releases.command",
        panel=_DELIVER,
        help="List the releases: when, by whom, and how each ended.",
    ),
    Command(
        name="smoke",
        module="ops.commands.smoke.command",
        panel=_DELIVER,
        help="Check a release: page in under 3 s, healthy backend, certificate, redirect to HTTPS.",
    ),
    Command(
        name="notify",
        module="ops.commands.notify.command",
        panel=_DELIVER,
        help="Send a deployment's status to Slack (SLACK_WEBHOOK_URL) and by mail (SMTP_HOST and others).",
    ),
    Command(
        name="status",
        module="ops.commands.status.command",
        panel=_WATCH,
        help="Show the live release, the URL, who deploys, and the states. Read-only; takes no lock.",
    ),
    Command(
        name="health",
        module="ops.commands.health.command",
        panel=_WATCH,
        help="Check every component; problems first, each with its fix. Read-only.",
    ),
    Command(
        name="rollout",
        module="ops.commands.rollout.command",
        panel=_WATCH,
        help="Show the state of the rollout, and what is stuck.",
    ),
    Command(
        name="logs",
        module="ops.commands.logs.command",
        panel=_WATCH,
        help="Show the log of a component's pods, sorted by time, or follow it. Read-only.",
    ),
    Command(
        name="drift",
        module="ops.commands.drift.command",
        panel=_WATCH,
        help="Compare the cloud with what was applied. Read-only; takes no lock.",
    ),
    Command(
        name="verify",
        module="ops.commands.verify.command",
        panel=_WATCH,
        help="Use the application as a user does: sign in, tasks, events, chat, an error and its log entry.",
    ),
    Command(
        name="outputs",
        module="ops.commands.outputs.command",
        panel=_WATCH,
        help="Show the outputs of the stacks, or the value of one, as they were last applied. Read-only.",
    ),
    Command(
        name="open",
        module="ops.commands.status.command",
        panel=_WATCH,
        help="Open the application in the browser, or print its URL.",
    ),
    Command(
        name="load",
        module="ops.commands.load.command",
        panel=_WATCH,
        help="Load-test an application you own; watch pods and latency; pass or fail.",
    ),
    Command(
        name="secrets",
        module="ops.commands.secrets.command",
        panel=_OPERATE,
        help="Load, set, check and rotate secrets. No command shows a value or takes one as an argument.",
    ),
    Command(
        name="power",
        module="ops.commands.power.command",
        panel=_OPERATE,
        help="Stop the cluster and the database when they are not needed, and start them again.",
    ),
    Command(
        name="unlock",
        module="ops.commands.releases.command",
        panel=_OPERATE,
        help="Break the deployment lock of a dead run, and list the states that are still locked.",
    ),
    Command(
        name="state",
        module="ops.commands.state.command",
        panel=_OPERATE,
        help="Show, save, write back and unlock the states; recover one that could not be written.",
    ),
    Command(
        name="recover",
        module="ops.commands.recover.command",
        panel=_OPERATE,
        help="Import what exists and is in no state, after a look; never delete or replace anything.",
    ),
    Command(
        name="env",
        module="ops.commands.env.command",
        panel=_OPERATE,
        help='Print the exports for manual work: eval "$(ops env)", then cdktf deploy foundation addons app.',
    ),
    Command(
        name="cleanup",
        module="ops.commands.cleanup.command",
        panel=_OPERATE,
        help="Delete everything that the deployment created: app, addons, foundation, in that order.",
    ),
    Command(
        name="init",
        module="ops.commands.init.command",
        panel=_SET_UP,
        help="Make this deployment yours: write environment files, CODEOWNERS, .env and GitHub's variables.",
    ),
    Command(
        name="check",
        module="ops.commands.check.command",
        panel=_SET_UP,
        help="Check environments without an account: their files, stacks, and the providers' validation.",
    ),
    Command(
        name="providers",
        module="ops.commands.providers.command",
        panel=_SET_UP,
        help="Renew the checksums of the providers that the repository keeps.",
    ),
    Command(
        name="versions",
        module="ops.commands.versions.command",
        panel=_WATCH,
        help="List the pinned versions: end of support, newest known, what moves each. Needs no network.",
    ),
    Command(
        name="bootstrap",
        module="ops.commands.bootstrap.command",
        panel=_SET_UP,
        help="Create what must exist before the first apply. Once per subscription; safe to run again.",
    ),
    Command(
        name="context",
        module="ops.commands.context.command",
        panel=_SET_UP,
        help="Make the environment's cluster the current kubectl context. Does not need the Azure CLI.",
    ),
    Command(
        name="github",
        module="ops.commands.github.command",
        panel=_SET_UP,
        help="Configure the GitHub repository; post and read reviewed plans for the workflows.",
    ),
)

app = typer.Typer(
    help=(
        "Plan, deploy and operate an environment. An error names what failed, where, and how to fix it. "
        f"Exit codes: {exit_codes()}."
    ),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
add_commands(app, COMMANDS)
add_version(app, program="ops", module="ops.clients.git.version")


def main() -> NoReturn:
    """Run the command line."""
    # azure-storage-blob imports aiohttp where it is installed: a fifth of a command's processor time, for
    # asynchronous clients that no command has.
    sys.modules["aiohttp"] = None  # type: ignore[assignment]
    errors = Console(stderr=True)
    if is_simulated() and errors.is_terminal and _COMPLETION not in os.environ:
        errors.print(f"{simulated_world()}: simulated, nothing of it is real", style="yellow", soft_wrap=True)
    run(app, errors=errors)

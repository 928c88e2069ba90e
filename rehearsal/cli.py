"""The command line `rehearse`: the whole deployment on this machine, offline."""

from typing import Final, NoReturn

import typer
from rich.console import Console

from ops.common.command_table import Command, add_commands, add_version
from ops.common.console import run
from ops.common.errors import exit_codes

_DELIVER: Final = "Deliver"
_WATCH: Final = "Watch"
_OPERATE: Final = "Operate"
#: What reads the file of the environment, before a command and its libraries are imported.
_ENVIRONMENT: Final = "ops.engine.environment_file"

COMMANDS: Final = (
    Command(
        name="up",
        module="rehearsal.commands.up.command",
        panel=_DELIVER,
        help="Apply foundation, addons and app to the simulated cloud; check that a second plan is empty.",
        before=_ENVIRONMENT,
    ),
    Command(
        name="review",
        module="rehearsal.commands.review.command",
        panel=_DELIVER,
        help="Show what a change would do, without credentials: rehearse the base, plan the head on top.",
    ),
    Command(
        name="down",
        module="rehearsal.commands.down.command",
        panel=_DELIVER,
        help="Destroy app, addons and foundation in that order, and stop the state store.",
    ),
    Command(
        name="status",
        module="rehearsal.commands.status.command",
        panel=_WATCH,
        help="Show a rehearsal: resources, outputs, state, locks. Read-only.",
    ),
    Command(
        name="ls",
        module="rehearsal.commands.ls.command",
        panel=_WATCH,
        help="List the rehearsals of this clone: environment, state store, folder. Read-only.",
    ),
    Command(
        name="env",
        module="rehearsal.commands.env.command",
        panel=_OPERATE,
        help='Print shell exports for manual work: eval "$(rehearse env)", then cdktf or terraform.',
    ),
    Command(
        name="drill",
        module="rehearsal.commands.drill.command",
        panel=_OPERATE,
        help="Kill, cut off or damage a deployment in a rehearsal, and check that nothing is lost.",
    ),
    Command(
        name="cloud",
        module="rehearsal.commands.cloud.command",
        panel=_OPERATE,
        help="Read the simulated cloud, or change it outside Terraform to cause drift and failures.",
    ),
)

app = typer.Typer(
    help=(
        "Rehearse the deployment on this machine: real Terraform or OpenTofu, real remote state, simulated "
        f"cloud. No account, no network, no cost. Exit codes: {exit_codes()}."
    ),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
add_commands(app, COMMANDS)
add_version(app, program="rehearse", module="ops.clients.git.version")


def main() -> NoReturn:
    """Run the command line."""
    run(app, errors=Console(stderr=True))

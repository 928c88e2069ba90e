"""The command line `rehearse`: the whole deployment on this machine, offline."""

from typing import NoReturn

import typer
from rich.console import Console

from ops.common.console import run
from rehearsal.commands.cloud import command as cloud
from rehearsal.commands.down import command as down
from rehearsal.commands.env import command as env
from rehearsal.commands.review import command as review
from rehearsal.commands.status import command as status
from rehearsal.commands.up import command as up

app = typer.Typer(
    help=(
        "Rehearse the deployment on this machine: real Terraform, real remote state, simulated cloud."
        " No account, no network, no cost."
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

for part in (up, status, env, down, review, cloud):
    part.register(app)


def main() -> NoReturn:
    """Run the command line `rehearse`."""
    run(app, errors=Console(stderr=True))

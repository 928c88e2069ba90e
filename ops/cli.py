"""The operators' command line `ops`: each command is in the package that does its work."""

from typing import NoReturn

import typer
from rich.console import Console

from ops.commands.bootstrap import command as bootstrap
from ops.commands.cleanup import command as cleanup
from ops.commands.context import command as kubectl_context
from ops.commands.cost import command as cost
from ops.commands.deploy import command as deployment
from ops.commands.drift import command as drift
from ops.commands.env import command as hand_run
from ops.commands.github import command as github
from ops.commands.health import command as health
from ops.commands.load import command as load
from ops.commands.notify import command as notify
from ops.commands.plan import command as plan
from ops.commands.power import command as power
from ops.commands.releases import command as releases
from ops.commands.rollout import command as rollout
from ops.commands.secrets import command as secret_values
from ops.commands.smoke import command as smoke
from ops.commands.verify import command as verify
from ops.common.console import run

app = typer.Typer(
    help=(
        "Plan, deploy and watch an environment. What an error means and what to do is in its message; "
        "exit codes: 1 failed, 2 wrong usage, 3 a tool is missing, 4 synthesis refused, 5 an input is "
        "missing, 6 locked, 7 no disk space, 8 not what was reviewed, 9 a release failed, 10 drift, "
        "11 needs attention, 12 unhealthy, 13 above the cost limit, 130 stopped."
    ),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

for part in (
    bootstrap,
    plan,
    deployment,
    drift,
    github,
    notify,
    cost,
    releases,
    rollout,
    health,
    smoke,
    verify,
    load,
    secret_values,
    hand_run,
    kubectl_context,
    power,
    cleanup,
):
    part.register(app)


def main() -> NoReturn:
    """Run the command line."""
    run(app, errors=Console(stderr=True))

"""The operators' command line `ops`: each command is in the package that does its work."""

from typing import NoReturn

import typer
from rich.console import Console

from ops.bootstrap import command as bootstrap
from ops.cleanup import command as cleanup
from ops.console import run
from ops.cost import command as cost
from ops.deployment import command as deployment
from ops.drift import command as drift
from ops.github import command as github
from ops.hand_run import command as hand_run
from ops.health import command as health
from ops.kubectl_context import command as kubectl_context
from ops.load import command as load
from ops.notify import command as notify
from ops.plan import command as plan
from ops.power import command as power
from ops.releases import command as releases
from ops.rollout import command as rollout
from ops.secret_values import command as secret_values
from ops.smoke import command as smoke
from ops.verify import command as verify

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

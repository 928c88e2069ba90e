"""The command line `rehearse`: the whole deployment on this machine, offline."""

from typing import Annotated, NoReturn

import typer
from rich.console import Console

from ops.common.console import run
from ops.common.progress import Steps
from rehearsal import cloud_cli, session
from rehearsal.exclusive import exclusive
from rehearsal.home import rehearsal_home
from rehearsal.report import print_report, print_what_next
from rehearsal.review import command as review

app = typer.Typer(
    help=(
        "Rehearse the deployment on this machine: real Terraform, real remote state, simulated cloud."
        " No account, no network, no cost."
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

app.add_typer(cloud_cli.app, name="cloud")
review.register(app)

_out = Console()
_err = Console(stderr=True)

Environment = Annotated[
    str,
    typer.Option(envvar="ENVIRONMENT", help="Which environments/<name>.yaml to rehearse.", metavar="NAME"),
]


@app.command()
def up(environment: Environment = session.DEFAULT_ENVIRONMENT) -> None:
    """Synthesize, apply foundation, addons and app in order, and prove that a second plan is empty.

    Safe to run again. Secrets that are not set (DATABASE_URL, …) are made up.
    """
    home = rehearsal_home()
    steps = Steps(_out)
    _out.print(f"\n[bold]Rehearsing {environment}[/]  [dim]real Terraform, simulated cloud, offline[/]\n")
    with exclusive(home, command="up"):
        report = session.up(home, environment=environment, steps=steps)
    print_report(_out, report, home=home)
    print_what_next(_out, steps.done)


@app.command()
def env(environment: Environment = session.DEFAULT_ENVIRONMENT) -> None:
    """Print the exports for working by hand: eval "$(rehearse env)", then cdktf or terraform.

    Applies nothing. Secrets that you set are exported by reference, never by value.
    """
    home = rehearsal_home()
    with exclusive(home, command="env"):
        text = session.exports(home, environment=environment, steps=Steps(_err))
    typer.echo(text)


@app.command()
def status() -> None:
    """Show what is rehearsed here: resources, outputs, state, locks. Changes nothing."""
    home = rehearsal_home()
    print_report(_out, session.status(home), home=home)


@app.command()
def down(
    *,
    discard: Annotated[
        bool, typer.Option("--discard", help="Throw states and simulated cloud away; destroy nothing first.")
    ] = False,
) -> None:
    """Destroy app, addons and foundation in that order, stop the state store, leave nothing running."""
    home = rehearsal_home()
    with exclusive(home, command="down"):
        found = session.down(home, discard=discard, steps=Steps(_out))
    if not found:
        _out.print(f"Nothing is rehearsed in {home.root}.")


def main() -> NoReturn:
    """Run the command line `rehearse`."""
    run(app, errors=_err)

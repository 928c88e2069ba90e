"""`ops power status`, `ops power stop` and `ops power start`."""

import json
import os
from collections.abc import Sequence

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ops.clients.azure.environment import Target, open_target
from ops.clients.azure.machines.machine import machines_of
from ops.clients.azure.machines.state import Power
from ops.commands.power.report import MachineReport, notes
from ops.commands.power.switch import Switch
from ops.common.errors import ExitCode, UserError
from ops.common.options import DEFAULT_ENVIRONMENT, AsJson, Environment
from ops.common.progress import Steps
from ops.delivery.workspace import SIMULATED_VARIABLE

_STYLES = {Power.RUNNING: "green", Power.STOPPED: "dim", Power.BROKEN: "bold red", Power.ABSENT: "bold red"}

_power = typer.Typer(
    name="power",
    help="Stop the cluster and the database while nobody needs them, and start them again.",
    no_args_is_help=True,
)


class MustRunError(UserError):
    """The environment is not one to stop."""

    exit_code = ExitCode.USAGE


class NothingToSwitchError(UserError):
    """A rehearsal has no machines."""

    exit_code = ExitCode.USAGE


def register(app: typer.Typer) -> None:
    """Add the commands to a command line."""
    app.add_typer(_power)


@_power.command()
def status(*, environment: Environment = DEFAULT_ENVIRONMENT, as_json: AsJson = False) -> None:
    """Say whether the cluster and the database run. Changes nothing."""
    target = _target(environment)
    _tell(target, console=Console(stderr=as_json), as_json=as_json)


@_power.command()
def stop(*, environment: Environment = DEFAULT_ENVIRONMENT, as_json: AsJson = False) -> None:
    """Stop the cluster, then the database. Nobody is served until `ops power start`.

    Only an environment whose file says `may_be_stopped: true`. Safe to run again, and once a week it must be:
    Azure starts a stopped database by itself after 7 days.

    Exit codes: 0 both are stopped; 1 something else is going on, and is named; 2 this one must run.
    """
    target = _target(environment)
    if not target.environment.may_be_stopped:
        raise MustRunError(
            f"'{environment}' must run: its file does not say that it may be stopped",
            where=f"environments/{environment}.yaml",
            remedy="where nobody would miss it, write `may_be_stopped: true` into the file and have that "
            "reviewed. A region without room may not let a stopped cluster start again",
        )
    _switch(target, "stop", as_json=as_json)


@_power.command()
def start(*, environment: Environment = DEFAULT_ENVIRONMENT, as_json: AsJson = False) -> None:
    """Start the database, then the cluster, and wait for both. Safe to run again.

    Exit codes: 0 both run; 1 something else is going on, and is named.
    """
    _switch(_target(environment), "start", as_json=as_json)


def _target(environment: str) -> Target:
    """Return the environment in Azure; a rehearsal's shell must never reach the real one of that name."""
    if os.environ.get(SIMULATED_VARIABLE):
        raise NothingToSwitchError(
            "this shell works on a rehearsal, which has no machines to start or stop",
            where=SIMULATED_VARIABLE,
            remedy="open another shell for the real environment",
        )
    target, _ = open_target(environment)
    return target


def _switch(target: Target, action: str, *, as_json: bool) -> None:
    console = Console(stderr=as_json)
    steps = Steps(console)
    switch = Switch(azure=target.azure, environment=target.environment.name)
    machines = machines_of(target)
    for machine in machines if action == "start" else reversed(machines):
        with steps.step(machine.kind) as step:
            step.result = switch.bring(machine, action, step=step)
    _tell(target, console=console, as_json=as_json)


def _tell(target: Target, *, console: Console, as_json: bool) -> None:
    reports = [
        MachineReport(machine=machine, state=machine.state(target.azure)) for machine in machines_of(target)
    ]
    known = notes(reports, environment=target.environment.name)
    if as_json:
        document = {
            "environment": target.environment.name,
            "machines": [report.document() for report in reports],
            "notes": known,
        }
        typer.echo(json.dumps(document, indent=2))
        return
    console.print(_table(reports))
    for note in known:
        console.print(Text(f"• {note}"), soft_wrap=True)


def _table(reports: Sequence[MachineReport]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("Machine", "Name", "State", "Azure says"):
        table.add_column(column, overflow="fold")
    for report in reports:
        power = report.state.power
        table.add_row(
            report.machine.kind,
            report.machine.name,
            Text(power, style=_STYLES.get(power, "yellow")),
            report.state.said,
        )
    return table

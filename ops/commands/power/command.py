"""`ops power status`, `ops power stop` and `ops power start`."""

from collections.abc import Sequence

import typer
from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from ops.clients.azure.environment import AzureTarget, open_target
from ops.clients.azure.machines.machine import machines_of
from ops.clients.azure.machines.state import Power
from ops.commands.power.report import MachineReport, notes
from ops.commands.power.switch import Switch
from ops.common.errors import ExitCode, UserError
from ops.common.options import DEFAULT_ENVIRONMENT, AsJson, Environment
from ops.common.output import CommandOutput, emit, progress_console
from ops.common.progress import Steps
from ops.common.simulation import LEAVE_REHEARSAL, SIMULATED_VARIABLE, is_simulated
from ops.delivery.releases.lease import Holder, deployment_lease
from ops.delivery.workspace import open_state

_STYLES = {Power.RUNNING: "green", Power.STOPPED: "dim", Power.BROKEN: "bold red", Power.ABSENT: "bold red"}

_power = typer.Typer(
    name="power",
    help="Stop the cluster and the database when they are not needed, and start them again.",
    no_args_is_help=True,
)


class MustRunError(UserError):
    """An environment that must not be stopped."""

    exit_code = ExitCode.USAGE


class NothingToSwitchError(UserError):
    """A rehearsal, which has no machines."""

    exit_code = ExitCode.USAGE


def register(app: typer.Typer) -> None:
    """Add the commands to a command line."""
    app.add_typer(_power)


@_power.command()
def status(*, environment: Environment = DEFAULT_ENVIRONMENT, as_json: AsJson = False) -> None:
    """Show whether the cluster and the database run. Changes nothing."""
    target = _target(environment)
    _emit_state(target, as_json=as_json)


@_power.command()
def stop(*, environment: Environment = DEFAULT_ENVIRONMENT, as_json: AsJson = False) -> None:
    """Stop the cluster, then the database. The application is down until `ops power start`.

    Only for an environment whose file has `may_be_stopped: true`. Safe to run again. Run it once a week:
    Azure starts a stopped database after 7 days.

    Refused while the environment is deployed; until it has finished, no deployment begins.

    Exit codes: 0 both are stopped; 1 another operation is in progress; 2 the environment must not be stopped;
    6 a deployment runs.
    """
    target = _target(environment)
    if not target.environment.may_be_stopped:
        raise MustRunError(
            f"'{environment}' must not be stopped",
            where=f"environments/{environment}.yaml",
            remedy="to allow it, set `may_be_stopped: true` in the file and have the change reviewed. If the "
            "region has no capacity, a stopped cluster cannot be started again",
        )
    holder = Holder.here(command="ops power stop")
    with (
        open_state(environment=environment) as container,
        deployment_lease(container, environment=environment, holder=holder),
    ):
        _switch(target, "stop", as_json=as_json)


@_power.command()
def start(*, environment: Environment = DEFAULT_ENVIRONMENT, as_json: AsJson = False) -> None:
    """Start the database, then the cluster, and wait for both. Safe to run again.

    Exit codes: 0 both run; 1 another operation is in progress.
    """
    _switch(_target(environment), "start", as_json=as_json)


def _target(environment: str) -> AzureTarget:
    """Return the environment in Azure; from the shell of a rehearsal, the real one must never be reached."""
    if is_simulated():
        raise NothingToSwitchError(
            "this shell uses a rehearsal, which has no machines to start or stop",
            where=SIMULATED_VARIABLE,
            remedy=LEAVE_REHEARSAL,
        )
    target, _ = open_target(environment)
    return target


def _switch(target: AzureTarget, action: str, *, as_json: bool) -> None:
    steps = Steps(progress_console(as_json=as_json))
    switch = Switch(environment=target.environment.name)
    machines = machines_of(target)
    for machine in machines if action == "start" else reversed(machines):
        with steps.step(machine.kind) as step:
            step.result = switch.bring(machine, action, step=step)
    _emit_state(target, as_json=as_json)


def _emit_state(target: AzureTarget, *, as_json: bool) -> None:
    reports = [MachineReport(machine=machine, state=machine.state()) for machine in machines_of(target)]
    known = notes(reports, environment=target.environment.name)
    document = {
        "environment": target.environment.name,
        "machines": [report.document() for report in reports],
        "notes": known,
    }
    view: list[RenderableType] = [_table(reports), *(Text(f"• {note}") for note in known)]
    emit(CommandOutput(document=document, view=view), as_json=as_json)


def _table(reports: Sequence[MachineReport]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("Machine", "Name", "State", "Reported by Azure"):
        table.add_column(column, overflow="fold")
    for report in reports:
        power = report.state.power
        table.add_row(
            report.machine.kind,
            report.machine.name,
            Text(power, style=_STYLES.get(power, "yellow")),
            report.state.reported,
        )
    return table

"""The states of an environment's machines, with notes for the user."""

from collections.abc import Sequence
from dataclasses import dataclass

from ops.clients.azure.machines.machine import Machine
from ops.clients.azure.machines.state import MachineState, Power

_STILL_COSTS = (
    "A stopped machine is not billed by the hour. Disks, the database's storage and backups, the public IP "
    "address, the registry and the logs still cost. Prices: ops cost --environment {environment}"
)
# Source: MicrosoftDocs/azure-databases-docs, articles/postgresql/configure-maintain/how-to-stop-server.md.
_SEVEN_DAYS = (
    "Azure starts a stopped database by itself after 7 days, and bills it again. Once a week, run "
    "ops power stop --environment {environment} again; a stopped cluster stays as it is"
)
# Source: MicrosoftDocs/azure-aks-docs, articles/aks/start-stop-cluster.md.
_SHORT_PAUSE = (
    "Wait half an hour before you start the cluster again. Azure keeps a stopped cluster for 12 months"
)
_DATABASE_ALONE = (
    "The database runs while the cluster is stopped: perhaps Azure has started it after 7 days. To stop it: "
    "ops power stop --environment {environment}"
)
_WITHOUT_DATABASE = (
    "The cluster runs while the database is stopped: the application cannot work. To start it: "
    "ops power start --environment {environment}"
)


@dataclass(frozen=True, kw_only=True)
class MachineReport:
    """One machine and its state."""

    machine: Machine
    state: MachineState

    def document(self) -> dict[str, str]:
        """Return the JSON form."""
        return {
            "kind": self.machine.kind,
            "name": self.machine.name,
            "state": self.state.power.value,
            "azure_says": self.state.reported,
        }


def notes(reports: Sequence[MachineReport], *, environment: str) -> list[str]:
    """Return the notes that apply to these states."""
    states = {report.machine.kind: report.state.power for report in reports}
    cluster, database = states.get("cluster"), states.get("database")
    found = []
    if cluster is Power.STOPPED and database is Power.RUNNING:
        found.append(_DATABASE_ALONE)
    if cluster is Power.RUNNING and database is Power.STOPPED:
        found.append(_WITHOUT_DATABASE)
    if Power.STOPPED in states.values():
        found.append(_STILL_COSTS)
    if database is Power.STOPPED:
        found.append(_SEVEN_DAYS)
    if cluster is Power.STOPPED:
        found.append(_SHORT_PAUSE)
    return [note.format(environment=environment) for note in found]

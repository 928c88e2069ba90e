"""How the machines of an environment stand, and what a person should know about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from ops.clients.azure.machines.machine import Machine
from ops.clients.azure.machines.state import Power, State

_STILL_COSTS = (
    "A stopped machine costs nothing by the hour. Disks, the database's storage and backups, the public "
    "address, the registry and the logs go on costing. The prices: ops cost --environment {environment}"
)
# Source: MicrosoftDocs/azure-databases-docs, articles/postgresql/configure-maintain/how-to-stop-server.md.
_SEVEN_DAYS = (
    "Azure starts a stopped database by itself after 7 days, and it costs again. Once a week, run "
    "ops power stop --environment {environment} again; to the cluster it does nothing"
)
# Source: MicrosoftDocs/azure-aks-docs, articles/aks/start-stop-cluster.md.
_SHORT_PAUSE = (
    "Wait half an hour before you start the cluster again. Azure keeps a stopped one for 12 months, no longer"
)
_RUNS_FOR_NOBODY = (
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
    state: State

    def document(self) -> dict[str, str]:
        """Return it for a program."""
        return {
            "kind": self.machine.kind,
            "name": self.machine.name,
            "state": self.state.power.value,
            "azure_says": self.state.said,
        }


def notes(reports: Sequence[MachineReport], *, environment: str) -> list[str]:
    """Return what a person should know, given how the machines stand."""
    states = {report.machine.kind: report.state.power for report in reports}
    cluster, database = states.get("cluster"), states.get("database")
    found = []
    if cluster is Power.STOPPED and database is Power.RUNNING:
        found.append(_RUNS_FOR_NOBODY)
    if cluster is Power.RUNNING and database is Power.STOPPED:
        found.append(_WITHOUT_DATABASE)
    if Power.STOPPED in states.values():
        found.append(_STILL_COSTS)
    if database is Power.STOPPED:
        found.append(_SEVEN_DAYS)
    if cluster is Power.STOPPED:
        found.append(_SHORT_PAUSE)
    return [note.format(environment=environment) for note in found]

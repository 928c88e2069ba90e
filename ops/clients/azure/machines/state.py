"""The state of a machine, read from Azure's answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final


class Power(StrEnum):
    """The power of a machine. `STARTING`, `STOPPING` and `BUSY` (another operation) end by themselves."""

    RUNNING = "running"
    STOPPED = "stopped"
    STARTING = "starting"
    STOPPING = "stopping"
    BUSY = "busy"
    BROKEN = "broken"
    ABSENT = "absent"


@dataclass(frozen=True, kw_only=True)
class MachineState:
    """A machine's power, and Azure's own name for it (`reported`)."""

    power: Power
    reported: str


ABSENT: Final = MachineState(power=Power.ABSENT, reported="not deployed")

_CLUSTER_IN_TRANSIT: Final = {"Starting": Power.STARTING, "Stopping": Power.STOPPING}
# After a failed operation the power state still holds, and the cluster can be started and stopped.
_CLUSTER_SETTLED: Final = ("Succeeded", "Failed", "Canceled")

_DATABASE: Final = {
    "Ready": Power.RUNNING,
    "Stopped": Power.STOPPED,
    "Starting": Power.STARTING,
    "Restarting": Power.STARTING,
    "Stopping": Power.STOPPING,
    "Provisioning": Power.BUSY,
    "Updating": Power.BUSY,
    "Dropping": Power.BROKEN,
    "Disabled": Power.BROKEN,
    "Inaccessible": Power.BROKEN,
}


def cluster_state(document: Mapping[str, Any]) -> MachineState:
    """Read a managed cluster.

    Source: learn.microsoft.com, REST reference of AKS, "Managed Clusters - Get" (`powerState`,
    `provisioningState`); MicrosoftDocs/azure-aks-docs, articles/aks/start-stop-cluster.md.
    """
    properties = document["properties"]
    provisioning = str(properties["provisioningState"])
    power = str(properties.get("powerState", {}).get("code", "Running"))
    if provisioning not in _CLUSTER_SETTLED:
        return MachineState(power=_CLUSTER_IN_TRANSIT.get(provisioning, Power.BUSY), reported=provisioning)
    reported = power if provisioning == "Succeeded" else f"{power}, its last operation: {provisioning}"
    return MachineState(power=Power.STOPPED if power == "Stopped" else Power.RUNNING, reported=reported)


def database_state(document: Mapping[str, Any]) -> MachineState:
    """Read a PostgreSQL flexible server; an unknown state counts as busy.

    Source: learn.microsoft.com, @azure/arm-postgresql-flexible, "KnownServerState".
    """
    reported = str(document["properties"]["state"])
    return MachineState(power=_DATABASE.get(reported, Power.BUSY), reported=reported)

"""What Azure says about a machine, reduced to what can be done with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final


class Power(StrEnum):
    """How a machine stands. `STARTING` and `STOPPING` end by themselves, so does whatever makes it `BUSY`."""

    RUNNING = "running"
    STOPPED = "stopped"
    STARTING = "starting"
    STOPPING = "stopping"
    BUSY = "busy"
    BROKEN = "broken"
    ABSENT = "absent"


@dataclass(frozen=True, kw_only=True)
class State:
    """A machine's power, and what Azure itself calls it (`said`)."""

    power: Power
    said: str


NOT_THERE: Final = State(power=Power.ABSENT, said="not there")

_CLUSTER_ON_THE_WAY: Final = {"Starting": Power.STARTING, "Stopping": Power.STOPPING}
# After an operation that failed the cluster is what its power state says, and can be started and stopped.
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


def cluster_state(document: Mapping[str, Any]) -> State:
    """Read a managed cluster.

    Source: learn.microsoft.com, REST reference of AKS, "Managed Clusters - Get" (`powerState`,
    `provisioningState`); MicrosoftDocs/azure-aks-docs, articles/aks/start-stop-cluster.md.
    """
    properties = document["properties"]
    provisioning = str(properties["provisioningState"])
    power = str(properties.get("powerState", {}).get("code", "Running"))
    if provisioning not in _CLUSTER_SETTLED:
        return State(power=_CLUSTER_ON_THE_WAY.get(provisioning, Power.BUSY), said=provisioning)
    said = power if provisioning == "Succeeded" else f"{power}, its last operation: {provisioning}"
    return State(power=Power.STOPPED if power == "Stopped" else Power.RUNNING, said=said)


def database_state(document: Mapping[str, Any]) -> State:
    """Read a PostgreSQL flexible server; a state that is new to us counts as busy, and is named.

    Source: learn.microsoft.com, @azure/arm-postgresql-flexible, "KnownServerState".
    """
    said = str(document["properties"]["state"])
    return State(power=_DATABASE.get(said, Power.BUSY), said=said)

"""A cluster and a database of the local server that start and stop as in Azure."""

from dataclasses import dataclass, field
from typing import Any

from ops.clients.azure.machines.machine import Machine
from tests.ops.clients.azure.resource_manager import Api
from tests.support.json_api import Answer, Call


@dataclass(kw_only=True)
class Machines:
    """The machines' states; each operation is complete after `lasts` requests for its status."""

    api: Api
    lasts: int = 2
    failures: dict[str, str] = field(default_factory=dict)
    _running: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.api.respond.append(self._respond)

    def cluster(self, machine: Machine, *, power: str, provisioning: str = "Succeeded") -> None:
        properties = {"provisioningState": provisioning, "powerState": {"code": power}}
        self.api.resources[machine.path] = {"properties": properties}

    def database(self, machine: Machine, *, state: str) -> None:
        self.api.resources[machine.path] = {"properties": {"state": state}}

    def orders(self) -> list[tuple[str, str]]:
        """Return the operations in order: the kind of resource and the action."""
        return [(path.split("/")[-3], path.split("/")[-1]) for _, path in self.api.writes()]

    def _respond(self, call: Call) -> Answer | None:
        path, _, action = call.path.rpartition("/")
        if call.method == "POST" and action in ("start", "stop") and path in self.api.resources:
            self._running[call.path] = self.lasts
            where = f"{self.api.url}/operations{call.path}"
            return Answer(status=202, headers={"Azure-AsyncOperation": where, "Retry-After": "0"})
        if call.path.startswith("/operations"):
            return Answer(body=self._progress(call.path.removeprefix("/operations")))
        return None

    def _progress(self, order: str) -> dict[str, Any]:
        path, _, action = order.rpartition("/")
        if order in self.failures:
            return {"status": "Failed", "error": {"code": self.failures[order], "message": "no room"}}
        self._running[order] -= 1
        if self._running[order] > 0:
            return {"status": "InProgress"}
        properties = self.api.resources[path]["properties"]
        if "powerState" in properties:
            properties["powerState"]["code"] = "Running" if action == "start" else "Stopped"
        else:
            properties["state"] = "Ready" if action == "start" else "Stopped"
        return {"status": "Succeeded"}

"""States as Terraform writes them, with as much as an inventory reads."""

import json
from pathlib import Path
from typing import Any

from azure.storage.blob import ContainerClient

from ops.delivery.deployment.inventory import HeldResource, Inventory
from ops.engine.synthesis.document import StateBackend
from ops.engine.synthesis.stacks import Stack


def stack_at(key: str) -> Stack:
    return Stack(
        name=Path(key).stem,
        folder=Path("unused"),
        needs=frozenset(),
        variables=(),
        backend=StateBackend(account="a", container="tfstate", key=key),
        providers=(),
    )


def write_state(container: ContainerClient, key: str, *resources: dict[str, Any], version: int = 4) -> None:
    document = {"version": version, "serial": 1, "lineage": key, "resources": list(resources)}
    container.upload_blob(key, json.dumps(document).encode(), overwrite=True)


def resource(type_: str, name: str, *instances: dict[str, Any], mode: str = "managed") -> dict[str, Any]:
    return {"mode": mode, "type": type_, "name": name, "instances": list(instances)}


def inventory(stack: str, **named: list[str]) -> Inventory:
    """Return an inventory of these types and names; the id of each is its type and name."""
    return Inventory(
        stack=stack,
        resources=tuple(
            HeldResource(address=f"{type_}.{name}", type=type_, id=f"/{type_}/{name}", name=name)
            for type_, names in named.items()
            for name in names
        ),
    )

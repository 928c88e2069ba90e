from typing import Any

import pytest

from ops.clients.azure.machines.state import Power, cluster_state, database_state


@pytest.mark.parametrize(
    ("provisioning", "code", "power", "reported"),
    [
        ("Succeeded", "Running", Power.RUNNING, "Running"),
        ("Succeeded", "Stopped", Power.STOPPED, "Stopped"),
        ("Starting", "Stopped", Power.STARTING, "Starting"),
        ("Stopping", "Running", Power.STOPPING, "Stopping"),
        ("Upgrading", "Running", Power.BUSY, "Upgrading"),
        ("Failed", "Running", Power.RUNNING, "Running, its last operation: Failed"),
        ("Canceled", "Stopped", Power.STOPPED, "Stopped, its last operation: Canceled"),
    ],
)
def test_a_cluster_is_in_transition_or_as_its_power_state_says(
    provisioning: str, code: str, power: Power, reported: str
) -> None:
    document = {"properties": {"provisioningState": provisioning, "powerState": {"code": code}}}
    state = cluster_state(document)
    assert (state.power, state.reported) == (power, reported)


@pytest.mark.parametrize(
    ("reported", "power"),
    [
        ("Ready", Power.RUNNING),
        ("Stopped", Power.STOPPED),
        ("Starting", Power.STARTING),
        ("Stopping", Power.STOPPING),
        ("Updating", Power.BUSY),
        ("Inaccessible", Power.BROKEN),
        ("SomethingNew", Power.BUSY),
    ],
)
def test_a_database_is_what_azure_says(reported: str, power: Power) -> None:
    document: dict[str, Any] = {"properties": {"state": reported}}
    state = database_state(document)
    assert (state.power, state.reported) == (power, reported)

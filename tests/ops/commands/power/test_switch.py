from collections.abc import Callable

import pytest

from ops.clients.azure.machines.machine import Machine
from ops.clients.azure.management import AzureRefusedError
from ops.commands.power.switch import NotSwitchedError, Switch
from ops.common.progress import Step
from tests.ops.commands.power.machines import Machines
from tests.support.json_api import Answer, Call


@pytest.fixture
def switch() -> Switch:
    return Switch(environment="sample", pause=0.01)


def after_requests(path: str, requests: int, change: Callable[[], None]) -> Callable[[Call], Answer | None]:
    """Change a machine after a number of requests for it."""
    left = [requests]

    def respond(call: Call) -> Answer | None:
        if call.method == "GET" and call.path == path:
            left[0] -= 1
            if left[0] == 0:
                change()
        return None

    return respond


def test_a_running_cluster_is_stopped_and_waited_for(
    switch: Switch, machines: Machines, cluster: Machine
) -> None:
    machines.cluster(cluster, power="Running")
    assert switch.bring(cluster, "stop", step=Step("cluster")) == f"{cluster.name} is stopped"
    assert machines.orders() == [("managedClusters", "stop")]
    stop = next(call for call in machines.api.calls if call.method == "POST")
    assert stop.query == {"api-version": "2026-08-01"}


@pytest.mark.parametrize(("action", "state"), [("stop", "Stopped"), ("start", "Ready")])
def test_a_machine_in_the_wanted_state_is_left_alone(
    switch: Switch, machines: Machines, database: Machine, action: str, state: str
) -> None:
    machines.database(database, state=state)
    assert "already" in switch.bring(database, action, step=Step("database"))
    assert machines.orders() == []


def test_the_same_operation_of_somebody_else_is_waited_for(
    switch: Switch, machines: Machines, database: Machine
) -> None:
    machines.database(database, state="Stopping")
    ends = after_requests(database.path, 3, lambda: machines.database(database, state="Stopped"))
    machines.api.respond.append(ends)
    assert switch.bring(database, "stop", step=Step("database")) == f"{database.name} is stopped"
    assert machines.orders() == []


def test_a_failed_operation_of_somebody_else_is_reported(
    switch: Switch, machines: Machines, cluster: Machine
) -> None:
    machines.cluster(cluster, power="Running", provisioning="Stopping")
    fails = after_requests(
        cluster.path, 2, lambda: machines.cluster(cluster, power="Running", provisioning="Failed")
    )
    machines.api.respond.append(fails)
    with pytest.raises(NotSwitchedError, match="it is Running, its last operation: Failed"):
        switch.bring(cluster, "stop", step=Step("cluster"))


@pytest.mark.parametrize(
    ("state", "action", "remedy"),
    [
        ("Updating", "stop", "wait until it has finished"),
        ("Starting", "stop", "ops power stop --environment sample"),
        ("Stopping", "start", "ops power start --environment sample"),
        ("Disabled", "start", "in the portal"),
    ],
)
def test_a_database_with_another_operation_in_progress_is_left_alone(
    switch: Switch, machines: Machines, database: Machine, state: str, action: str, remedy: str
) -> None:
    machines.database(database, state=state)
    with pytest.raises(NotSwitchedError, match=f"cannot {action} database .* it is {state}") as caught:
        switch.bring(database, action, step=Step("database"))
    assert remedy in caught.value.remedy
    assert machines.orders() == []


def test_a_machine_that_was_never_deployed_is_reported(
    switch: Switch, machines: Machines, cluster: Machine
) -> None:
    with pytest.raises(NotSwitchedError, match="it is not deployed") as caught:
        switch.bring(cluster, "start", step=Step("cluster"))
    assert "ops deploy foundation --environment sample" in caught.value.remedy
    assert machines.orders() == []


def test_azures_own_reason_for_a_failure_is_passed_on(
    switch: Switch, machines: Machines, cluster: Machine
) -> None:
    machines.cluster(cluster, power="Stopped")
    machines.failures[f"{cluster.path}/start"] = "AllocationFailed"
    with pytest.raises(AzureRefusedError, match="no room") as caught:
        switch.bring(cluster, "start", step=Step("cluster"))
    assert caught.value.code == "AllocationFailed"


def test_after_the_time_limit_azure_continues_alone(machines: Machines, cluster: Machine) -> None:
    machines.cluster(cluster, power="Stopped")
    machines.lasts = 1_000_000
    hasty = Switch(environment="sample", timeout=0.0)
    with pytest.raises(NotSwitchedError, match="is not done after") as caught:
        hasty.bring(cluster, "start", step=Step("cluster"))
    assert "ops power status --environment sample" in caught.value.remedy

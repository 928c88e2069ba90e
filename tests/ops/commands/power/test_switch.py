from collections.abc import Callable

import pytest

from ops.clients.azure.machines.machine import Machine
from ops.clients.azure.rest import AzureRefusedError
from ops.commands.power.switch import NotSwitchedError, Switch
from ops.common.progress import Step
from tests.ops.clients.azure.resource_manager import Api
from tests.ops.commands.power.machines import Machines
from tests.support.json_api import Answer, Call


@pytest.fixture
def switch(api: Api) -> Switch:
    return Switch(azure=api.client, environment="sample", pause=0.01)


def after_looks(path: str, looks: int, change: Callable[[], None]) -> Callable[[Call], Answer | None]:
    """Change the state of a machine after a number of requests for it."""
    left = [looks]

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
    assert stop.query == {"api-version": "2024-09-01"}


@pytest.mark.parametrize(("action", "state"), [("stop", "Stopped"), ("start", "Ready")])
def test_what_is_there_already_is_left_alone(
    switch: Switch, machines: Machines, database: Machine, action: str, state: str
) -> None:
    machines.database(database, state=state)
    assert "already" in switch.bring(database, action, step=Step("database"))
    assert machines.orders() == []


def test_somebody_elses_order_for_the_same_is_waited_for(
    switch: Switch, machines: Machines, database: Machine
) -> None:
    machines.database(database, state="Stopping")
    ends = after_looks(database.path, 3, lambda: machines.database(database, state="Stopped"))
    machines.api.respond.append(ends)
    assert switch.bring(database, "stop", step=Step("database")) == f"{database.name} is stopped"
    assert machines.orders() == []


def test_somebody_elses_order_that_fails_is_told(
    switch: Switch, machines: Machines, cluster: Machine
) -> None:
    machines.cluster(cluster, power="Running", provisioning="Stopping")
    fails = after_looks(
        cluster.path, 2, lambda: machines.cluster(cluster, power="Running", provisioning="Failed")
    )
    machines.api.respond.append(fails)
    with pytest.raises(NotSwitchedError, match="it is Running, its last operation: Failed"):
        switch.bring(cluster, "stop", step=Step("cluster"))


@pytest.mark.parametrize(
    ("state", "action", "remedy"),
    [
        ("Updating", "stop", "wait until that is over"),
        ("Starting", "stop", "ops power stop --environment sample"),
        ("Stopping", "start", "ops power start --environment sample"),
        ("Disabled", "start", "in the portal"),
    ],
)
def test_a_database_that_does_something_else_is_named_and_left_alone(
    switch: Switch, machines: Machines, database: Machine, state: str, action: str, remedy: str
) -> None:
    machines.database(database, state=state)
    with pytest.raises(NotSwitchedError, match=f"cannot {action} database .* it is {state}") as caught:
        switch.bring(database, action, step=Step("database"))
    assert remedy in caught.value.remedy
    assert machines.orders() == []


def test_a_machine_that_was_never_deployed_is_told(
    switch: Switch, machines: Machines, cluster: Machine
) -> None:
    with pytest.raises(NotSwitchedError, match="it is not there") as caught:
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


def test_what_takes_too_long_goes_on_without_us(api: Api, machines: Machines, cluster: Machine) -> None:
    machines.cluster(cluster, power="Stopped")
    machines.lasts = 1_000_000
    hasty = Switch(azure=api.client, environment="sample", patience=0.0)
    with pytest.raises(NotSwitchedError, match="is not done after") as caught:
        hasty.bring(cluster, "start", step=Step("cluster"))
    assert "ops power status --environment sample" in caught.value.remedy

import pytest

from ops.clients.azure.environment import AzureTarget
from ops.clients.azure.machines.machine import cluster_of, database_of
from ops.commands.cleanup.blockers import Survey, survey
from ops.delivery.deployment.inventory import HeldResource, Inventory
from tests.ops.clients.azure.resource_manager import Api


def holding(*ids: str) -> list[Inventory]:
    return [
        Inventory(
            stack="foundation",
            resources=tuple(HeldResource(address="a.b", type="a", id=id_, name="b") for id_ in ids),
        )
    ]


def add_lock(api: Api, target: AzureTarget, scope: str) -> str:
    id_ = f"{scope}/providers/Microsoft.Authorization/locks/keep"
    locks = api.resources[f"{target.subscription}/providers/Microsoft.Authorization/locks"]["value"]
    locks.append({"id": id_, "name": "keep", "properties": {"level": "CanNotDelete"}})
    return id_


def test_there_are_no_blockers_and_nothing_is_written(api: Api, target: AzureTarget) -> None:
    assert survey(target, []) == Survey()
    assert api.writes() == []


@pytest.mark.parametrize(
    "scope",
    [
        "{subscription}",
        "{group}",
        "{group}/providers/Microsoft.DBforPostgreSQL/flexibleServers/db",
        "{subscription}/resourceGroups/hackathon-todo-prod-nodes",
    ],
)
def test_a_lock_of_somebody_else_is_named_with_the_command(api: Api, target: AzureTarget, scope: str) -> None:
    id_ = add_lock(api, target, scope.format(subscription=target.subscription, group=target.group))
    (blocker,) = survey(target, []).blockers
    assert "keep (CanNotDelete)" in blocker.what
    assert blocker.how.endswith(f"az lock delete --ids {id_}")


def test_locks_that_terraform_removes_and_locks_of_other_groups_are_ignored(
    api: Api, target: AzureTarget
) -> None:
    own = add_lock(api, target, f"{target.group}/providers/Microsoft.DBforPostgreSQL/flexibleServers/db")
    add_lock(api, target, f"{target.group}-of-others")
    assert survey(target, holding(own.replace("resourceGroups", "resourcegroups"))).blockers == ()


def test_resources_in_the_group_and_in_no_state_are_reported(api: Api, target: AzureTarget) -> None:
    ours, theirs = f"{target.group}/providers/x/ours", f"{target.group}/providers/x/theirs"
    api.resources[f"{target.group}/resources"]["value"] = [{"id": ours.upper()}, {"id": theirs}]
    assert survey(target, holding(ours)).unmanaged_resources == (theirs,)


@pytest.mark.parametrize("power", ["Stopped", None])
def test_a_cluster_that_is_stopped_or_absent_is_not_asked(
    api: Api, target: AzureTarget, power: str | None
) -> None:
    path = cluster_of(target).path
    if power:
        api.resources[path]["properties"]["powerState"]["code"] = power
    else:
        del api.resources[path]
    found = survey(target, [])
    assert found.cluster_gone
    assert found.blockers == ()


def test_machines_with_an_operation_in_progress_are_blockers(api: Api, target: AzureTarget) -> None:
    api.resources[cluster_of(target).path]["properties"]["provisioningState"] = "Upgrading"
    database = database_of(target)
    assert database
    api.resources[database.path]["properties"]["state"] = "Stopped"
    found = survey(target, [])
    assert [blocker.what for blocker in found.blockers] == [
        "the cluster is Upgrading",
        "the database is Stopped",
    ]
    assert "ops power start" in found.blockers[1].how
    assert not found.cluster_gone


def test_without_a_group_there_are_no_unmanaged_resources(api: Api, target: AzureTarget) -> None:
    del api.resources[target.group]
    del api.resources[f"{target.group}/resources"]
    assert survey(target, []).unmanaged_resources == ()

import pytest

from ops.clients.azure.environment import Target
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


def add_lock(api: Api, target: Target, scope: str) -> str:
    id_ = f"{scope}/providers/Microsoft.Authorization/locks/keep"
    locks = api.resources[f"{target.subscription}/providers/Microsoft.Authorization/locks"]["value"]
    locks.append({"id": id_, "name": "keep", "properties": {"level": "CanNotDelete"}})
    return id_


def test_nothing_is_in_the_way_and_nothing_is_written(api: Api, target: Target) -> None:
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
def test_a_lock_of_somebody_else_is_named_with_the_command(api: Api, target: Target, scope: str) -> None:
    id_ = add_lock(api, target, scope.format(subscription=target.subscription, group=target.group))
    (obstacle,) = survey(target, []).obstacles
    assert "keep (CanNotDelete)" in obstacle.what
    assert obstacle.how.endswith(f"az lock delete --ids {id_}")


def test_our_own_lock_is_terraforms_and_other_groups_locks_hold_nothing_of_ours(
    api: Api, target: Target
) -> None:
    own = add_lock(api, target, f"{target.group}/providers/Microsoft.DBforPostgreSQL/flexibleServers/db")
    add_lock(api, target, f"{target.group}-of-others")
    assert survey(target, holding(own.replace("resourceGroups", "resourcegroups"))).obstacles == ()


def test_what_no_state_knows_in_the_group_is_told_before_anything_is_deleted(
    api: Api, target: Target
) -> None:
    ours, theirs = f"{target.group}/providers/x/ours", f"{target.group}/providers/x/theirs"
    api.resources[f"{target.group}/resources"]["value"] = [{"id": ours.upper()}, {"id": theirs}]
    assert survey(target, holding(ours)).strangers == (theirs,)


@pytest.mark.parametrize("power", ["Stopped", None])
def test_a_cluster_that_is_stopped_or_absent_is_not_asked(
    api: Api, target: Target, power: str | None
) -> None:
    path = cluster_of(target).path
    if power:
        api.resources[path]["properties"]["powerState"]["code"] = power
    else:
        del api.resources[path]
    found = survey(target, [])
    assert found.cluster_gone
    assert found.obstacles == ()


def test_machines_that_azure_works_on_are_waited_for(api: Api, target: Target) -> None:
    api.resources[cluster_of(target).path]["properties"]["provisioningState"] = "Upgrading"
    database = database_of(target)
    assert database
    api.resources[database.path]["properties"]["state"] = "Stopped"
    found = survey(target, [])
    assert [obstacle.what for obstacle in found.obstacles] == [
        "the cluster is Upgrading",
        "the database is Stopped",
    ]
    assert "ops power start" in found.obstacles[1].how
    assert not found.cluster_gone


def test_without_a_group_there_are_no_strangers(api: Api, target: Target) -> None:
    del api.resources[target.group]
    del api.resources[f"{target.group}/resources"]
    assert survey(target, []).strangers == ()

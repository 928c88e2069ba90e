import pytest

from ops.delivery.planning.changes import Action, read_changes
from tests.ops.delivery.planning.plans import plan, resource


@pytest.mark.parametrize(
    ("actions", "expected"),
    [
        (["create"], Action.CREATE),
        (["update"], Action.UPDATE),
        (["delete"], Action.DELETE),
        (["forget"], Action.FORGET),
        (["delete", "create"], Action.REPLACE),
        (["create", "delete"], Action.REPLACE),
    ],
)
def test_actions_are_named_as_people_name_them(actions: list[str], expected: Action) -> None:
    (change,) = read_changes("app", plan(resource("a.b", *actions))).planned
    assert change.action is expected


def test_reads_and_resources_without_a_change_are_left_out() -> None:
    changes = read_changes("app", plan(resource("a.b", "no-op"), resource("data.c.d", "read")))
    assert changes.empty


def test_a_resource_that_only_moves_or_is_imported_is_told() -> None:
    moved = {**resource("a.new", "no-op"), "previous_address": "a.old"}
    imported = resource("a.known", "no-op", importing={"id": "1"})
    changes = read_changes("app", plan(moved, imported))
    assert {change.address: change.action for change in changes.planned} == {
        "a.new": Action.MOVE,
        "a.known": Action.IMPORT,
    }


def test_what_is_replaced_and_destroyed_comes_first_and_what_is_new_last() -> None:
    changes = read_changes(
        "app",
        plan(
            resource("a.updated", "update"),
            resource("a.created", "create"),
            resource("a.deleted", "delete"),
            resource("a.replaced", "delete", "create", replace_paths=[["spec", 0, "selector"]]),
        ),
    )
    assert [change.address for change in changes.planned] == [
        "a.replaced",
        "a.deleted",
        "a.updated",
        "a.created",
    ]
    assert [change.address for change in changes.destructive] == ["a.replaced", "a.deleted"]
    assert changes.planned[0].replaced_for == ("spec.selector",)


def test_changes_outside_terraform_are_kept_apart() -> None:
    edited = resource("a.b", "update", before={"size": 1}, after={"size": 2})
    changes = read_changes("app", plan(drift=(edited,)))
    assert changes.empty
    assert [change.address for change in changes.outside] == ["a.b"]


def test_a_new_output_is_a_change() -> None:
    changes = read_changes("app", plan(namespace="todo"))
    assert changes.outputs == ("namespace",)
    assert not changes.empty

from ops.delivery.planning.fingerprint import fingerprint
from tests.ops.delivery.planning.plans import plan, resource

IMAGE = resource("a.web", "update", before={"image": "1", "rv": "7"}, after={"image": "2", "rv": "7"})
OTHER = resource("a.db", "create", after={"name": "db"}, unknown={"id": True})


def test_the_order_of_resources_does_not_matter() -> None:
    assert fingerprint(plan(IMAGE, OTHER)) == fingerprint(plan(OTHER, IMAGE))


def test_time_and_what_is_not_done_do_not_matter() -> None:
    idle = resource("a.idle", "no-op", before={"x": 1}, after={"x": 1})
    read = resource("data.a.b", "read")
    later = {**plan(IMAGE, idle, read), "timestamp": "2026-11-24T01:00:00Z"}
    assert fingerprint(later) == fingerprint(plan(IMAGE))


def test_a_value_that_a_refresh_found_and_nobody_sets_does_not_matter() -> None:
    refreshed = resource("a.web", "update", before={"image": "1", "rv": "8"}, after={"image": "2", "rv": "8"})
    assert fingerprint(plan(refreshed)) == fingerprint(plan(IMAGE))


def test_another_value_is_another_plan() -> None:
    other = resource("a.web", "update", before={"image": "1", "rv": "7"}, after={"image": "3", "rv": "7"})
    assert fingerprint(plan(other)) != fingerprint(plan(IMAGE))


def test_undoing_a_change_made_outside_is_another_plan() -> None:
    undone = resource("a.web", "update", before={"image": "1", "size": 9}, after={"image": "2", "size": 1})
    assert fingerprint(plan(undone)) != fingerprint(plan(IMAGE))


def test_replacing_is_not_updating() -> None:
    values = {"before": {"image": "1"}, "after": {"image": "2"}}
    update = resource("a.web", "update", **values)
    replace = resource("a.web", "delete", "create", replace_paths=[["image"]], **values)
    assert fingerprint(plan(update)) != fingerprint(plan(replace))


def test_a_move_an_import_and_an_output_each_count() -> None:
    nothing = fingerprint(plan())
    moved = {**resource("a.new", "no-op"), "previous_address": "a.old"}
    imported = resource("a.known", "no-op", importing={"id": "1"})
    prints = {fingerprint(plan(moved)), fingerprint(plan(imported)), fingerprint(plan(url="x")), nothing}
    assert len(prints) == 4


def test_a_stranger_s_resource_taken_away_counts() -> None:
    deleted = resource("a.web", "delete", before={"image": "1"})
    assert fingerprint(plan(deleted)) != fingerprint(plan())

import pytest

from ops.delivery.planning.changes import read_changes
from ops.delivery.planning.text import change_lines
from tests.ops.delivery.planning.plans import plan, resource


def _lines(entry: dict[str, object]) -> list[str]:
    (change,) = read_changes("app", plan(entry)).planned
    return list(change_lines(change))


def test_an_update_shows_what_was_and_what_will_be() -> None:
    entry = resource(
        "a.web", "update", before={"image": "x:1", "old": "a"}, after={"image": "x:2", "new": "b"}
    )
    assert _lines(entry) == [
        "! update a.web",
        "!     image: x:1 -> x:2",
        "+     new: b",
        "-     old: a",
    ]


def test_a_replacement_names_what_forces_it() -> None:
    entry = resource(
        "a.web", "delete", "create", before={"name": "x"}, after={"name": "y"}, replace_paths=[["name"]]
    )
    assert _lines(entry)[0] == "- replace a.web because of name"


def test_a_replacement_tells_first_what_forces_it_and_shortly_what_comes_by_itself() -> None:
    entry = resource(
        "a.web",
        "delete",
        "create",
        before={"id": "/long/1", "etag": "1", "colour": "red", "zone": "x", "peer": "/long/2"},
        after={"colour": "blue", "zone": "y"},
        unknown={"id": True, "etag": True, "peer": True},
        replace_paths=[["zone"], ["peer"]],
    )
    assert _lines(entry) == [
        "- replace a.web because of zone, peer",
        "!     peer: /long/2 -> (known after apply)",
        "!     zone: x -> y",
        "!     colour: red -> blue",
        "!     (known after apply): etag, id",
    ]


def test_what_a_new_resource_gets_from_its_provider_is_left_out() -> None:
    entry = resource("a.web", "create", after={"name": "x", "note": ""}, unknown={"id": True})
    assert _lines(entry) == ["+ create a.web", "+     name: x"]


def test_a_manifest_is_told_once() -> None:
    version = {"manifest": {"spec": {"cpu": "1"}}, "object": {"spec": {"cpu": "1"}}}
    assert _lines(resource("kubernetes_manifest.proxy", "create", after=version)) == [
        "+ create kubernetes_manifest.proxy",
        "+     manifest.spec.cpu: 1",
    ]


def test_what_helm_reports_of_its_release_is_left_out() -> None:
    entry = resource(
        "helm_release.dapr",
        "update",
        before={"version": "1", "metadata": {"revision": 1}},
        after={"version": "2"},
        unknown={"metadata": True},
    )
    assert _lines(entry) == ["! update helm_release.dapr", "!     version: 1 -> 2"]


def test_what_an_update_makes_unknown_is_told() -> None:
    entry = resource("a.web", "update", before={"zone": "x"}, after={}, unknown={"zone": True, "peer": True})
    assert _lines(entry) == [
        "! update a.web",
        "+     peer: (known after apply)",
        "!     zone: x -> (known after apply)",
    ]


def test_a_deletion_is_one_line() -> None:
    assert _lines(resource("a.web", "delete", before={"name": "x"})) == ["- delete a.web"]


def test_a_text_of_several_lines_is_shown_as_a_difference_of_lines() -> None:
    before, after = "a: 1\nb: 2\nc: 3\nd: 4\n", "a: 1\nb: 2\nc: 9\nd: 4\n"
    assert _lines(resource("a.web", "update", before={"values": before}, after={"values": after})) == [
        "! update a.web",
        "!     values:",
        "          …",
        "          b: 2",
        "-         c: 3",
        "+         c: 9",
        "          d: 4",
    ]


def test_a_very_long_value_is_cut_and_says_how_long_it_is() -> None:
    (_, line) = _lines(resource("a.web", "create", after={"policy": "x" * 1000}))
    assert line.endswith("… (1000 characters)")
    assert len(line) < 400


def test_long_values_that_differ_far_from_their_beginning_show_where() -> None:
    before, after = {"policy": f"{'x' * 1000}old"}, {"policy": f"{'x' * 1000}new"}
    (_, line) = _lines(resource("a.web", "update", before=before, after=after))
    shared = f"…{'x' * 40}"
    assert line == f"!     policy: {shared}old (1003 characters) -> {shared}new (1003 characters)"


def test_long_lines_of_a_text_that_differ_far_from_their_beginning_show_where() -> None:
    before, after = {"script": f"a\n{'x' * 1000}old\n"}, {"script": f"a\n{'x' * 1000}new\nb\n"}
    lines = _lines(resource("a.web", "update", before=before, after=after))
    shared = f"…{'x' * 40}"
    assert f"-         {shared}old (1003 characters)" in lines
    assert f"+         {shared}new (1003 characters)" in lines
    assert "+         b" in lines


def test_lines_of_a_text_that_look_like_the_head_of_a_difference_are_shown() -> None:
    before, after = {"script": "run\n--verbose\nend"}, {"script": "run\n++i\nend"}
    assert _lines(resource("a.web", "update", before=before, after=after))[2:] == [
        "          …",
        "          run",
        "-         --verbose",
        "+         ++i",
        "          end",
    ]


IDLE = {"before": {"x": 1}, "after": {"x": 1}}
UPDATE = {"before": {"x": 1}, "after": {"x": 2}}


def test_a_move_says_from_where_also_beside_an_update() -> None:
    moved = {"previous_address": "a.old"}
    assert _lines({**resource("a.new", "no-op", **IDLE), **moved}) == ["! move a.new from a.old"]
    assert _lines({**resource("a.new", "update", **UPDATE), **moved})[0] == "! update a.new from a.old"


def test_an_import_says_what_is_imported_also_beside_an_update() -> None:
    imported = {"importing": {"id": "todo/db"}}
    assert _lines(resource("a.db", "no-op", **IDLE, **imported)) == ["+ import a.db (id todo/db)"]
    assert _lines(resource("a.db", "update", **UPDATE, **imported)) == [
        "! update a.db (import of todo/db)",
        "!     x: 1 -> 2",
    ]
    later = resource("a.db", "no-op", **IDLE, importing={"unknown": True})
    assert _lines(later) == ["+ import a.db (id (known after apply))"]


@pytest.mark.parametrize(
    ("actions", "reason", "line"),
    [
        (
            ["delete", "create"],
            "replace_because_tainted",
            "- replace a.db because it is tainted: its creation failed, or a person marked it with `taint`",
        ),
        (["delete", "create"], "replace_by_request", "- replace a.db because -replace asks for it"),
        (
            ["delete"],
            "delete_because_no_resource_config",
            "- delete a.db because the code has no such resource",
        ),
        (
            ["delete"],
            "delete_because_of_a_later_version",
            "- delete a.db because delete_because_of_a_later_version",
        ),
    ],
)
def test_the_reason_of_an_action_is_shown(actions: list[str], reason: str, line: str) -> None:
    entry = {**resource("a.db", *actions, before={"x": 1}), "action_reason": reason}
    assert _lines(entry)[0] == line


def test_the_paths_that_force_a_replacement_stand_beside_where_it_moves_from() -> None:
    entry = {
        **resource("a.db", "delete", "create", **UPDATE, replace_paths=[["x"]]),
        "previous_address": "a.old",
        "action_reason": "replace_because_cannot_update",
    }
    assert _lines(entry)[0] == "- replace a.db from a.old because of x"


def test_a_deposed_object_is_named() -> None:
    entry = {**resource("a.db", "delete", before={"x": 1}), "deposed": "0123abcd"}
    assert _lines(entry) == ["- delete a.db (deposed object 0123abcd)"]

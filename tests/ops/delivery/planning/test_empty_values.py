"""How the views show what is present and empty."""

from typing import Any

import pytest

from ops.delivery.planning.changes import read_changes
from ops.delivery.planning.text import change_lines
from ops.delivery.planning.values import changed_attributes
from tests.ops.delivery.planning.network_policies import EVERY_POD, EVERYBODY, NOBODY, created, updated
from tests.ops.delivery.planning.plans import plan, resource


def _lines(entry: dict[str, Any]) -> list[str]:
    (change,) = read_changes("app", plan(entry)).planned
    return [line.replace("     ", " ") for line in change_lines(change)][1:]


def _updated(before: Any, after: Any) -> list[str]:
    return _lines(resource("a.b", "update", before={"x": before}, after={"x": after}))


@pytest.mark.parametrize(
    ("ingress", "line"),
    [
        (EVERYBODY, "+ spec.ingress: {}"),
        (EVERY_POD, "+ spec.ingress.from.namespace_selector: {}"),
    ],
)
def test_an_empty_block_of_a_new_resource_is_shown(ingress: list[Any], line: str) -> None:
    assert _lines(created(ingress)) == sorted(
        [
            "+ metadata.name: database",
            line,
            "+ spec.pod_selector.match_labels.app: db",
            "+ spec.policy_types: Ingress",
        ],
        key=lambda text: text[2:].split(":")[0],
    )
    assert line not in _lines(created(NOBODY))


def test_a_policy_that_is_opened_to_everybody_says_so() -> None:
    assert _lines(updated(NOBODY, EVERYBODY)) == ["! spec.ingress: [] -> {}"]
    assert _lines(updated(EVERYBODY, NOBODY)) == ["! spec.ingress: {} -> []"]


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        (None, [], ["! x: null -> []"]),
        ([], None, ["! x: [] -> null"]),
        ({}, [], ["! x: {} -> []"]),
        (None, "", ['! x: null -> ""']),
        (None, "a", ["+ x: a"]),
        ("a", None, ["- x: a"]),
        ([], ["a"], ["+ x: a"]),
        (["a"], [], ["! x: a -> []"]),
        (["a", "b"], [], ["+ x: []", "- x[0]: a", "- x[1]: b"]),
        ({"k": "v"}, {}, ["+ x: {}", "- x.k: v"]),
        (None, [{"medium": "", "size": None}], ["+ x: {}"]),
        ("{}", {}, ['! x: "{}" -> {}']),
        ("a", [{"y": None}], ["! x: a -> {}"]),
        ({"y": 1}, [1], ["- x.y: 1", "+ x: 1"]),
    ],
)
def test_an_update_between_kinds_of_empty_is_shown(before: Any, after: Any, shown: list[str]) -> None:
    assert sorted(_updated(before, after)) == sorted(shown)


def test_what_a_new_resource_leaves_unset_is_not_shown() -> None:
    values: dict[str, Any] = {"name": "x", "zone": None, "tags": None, "identity": [], "note": ""}
    assert _lines(resource("a.b", "create", after=values)) == ["+ name: x"]


def test_everything_that_an_author_wrote_into_a_manifest_is_shown() -> None:
    manifest: dict[str, Any] = {"spec": {"podSelector": {}, "ingress": [], "note": None}}
    assert _lines(resource("kubernetes_manifest.policy", "create", after={"manifest": manifest})) == [
        "+ manifest.spec.ingress: []",
        "+ manifest.spec.note: null",
        "+ manifest.spec.podSelector: {}",
    ]


def test_another_order_beside_another_value_is_shown() -> None:
    before = [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]
    after = [{"name": "B", "value": "3"}, {"name": "A", "value": "1"}]
    assert _updated(before, after) == ["! x[B].value: 2 -> 3", "! x[order]: A, B -> B, A"]


def test_a_value_whose_mark_alone_changes_is_no_change_and_is_not_revealed() -> None:
    change = {"before": {"x": "hunter2"}, "after": {"x": "hunter2"}, "before_sensitive": {"x": True}}
    assert changed_attributes(change) == ()


def test_a_value_that_is_sensitive_on_one_side_is_masked_on_both() -> None:
    change = {"before": {"x": "hunter1"}, "after": {"x": "hunter2"}, "before_sensitive": {"x": True}}
    (line,) = changed_attributes(change)
    assert (line.before, line.after) == ("(sensitive)", "(sensitive)")


def test_an_update_without_a_visible_attribute_is_kept() -> None:
    silent = resource("kubernetes_deployment_v1.web", "update", before={"x": 1}, after={"x": 1})
    changes = read_changes("app", plan(silent, drift=(silent,)))
    assert len(changes.planned) == 1
    assert [change.address for change in changes.outside] == ["kubernetes_deployment_v1.web"]


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ([[]], [], "! x: [[]] -> []"),
        ({"a": {}}, {}, '! x: {"a": {}} -> {}'),
        ([{}], [], "! x: {} -> []"),
    ],
)
def test_empty_values_inside_a_list_or_map_that_go_are_shown(before: Any, after: Any, line: str) -> None:
    assert _updated(before, after) == [line]

"""Two different changes never share a fingerprint, and the order of keys and resources is nothing."""

import json
from itertools import combinations
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ops.delivery.planning.changes import read_changes
from ops.delivery.planning.fingerprint import fingerprint
from ops.delivery.planning.normal_form import ABSENT, UNKNOWN, effect, same
from tests.ops.delivery.planning.network_policies import EVERY_POD, EVERYBODY, NOBODY, created, updated
from tests.ops.delivery.planning.plans import plan, resource

# Few keys and values, so that two trees often differ in one thing; some keys read like paths.
KEYS = st.sampled_from(["a", "b", "a.b", "a[0]", "0", "name"])
SCALARS = st.sampled_from([None, True, False, 0, 1, 1.5, "", "a", "null", "{}", "[]", "unknown", "absent"])
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(KEYS, TREES, max_size=4)


def _json(tree: Any) -> str:
    return json.dumps(tree, sort_keys=True)


def _created(values: Any, unknown: Any = None) -> str:
    return fingerprint(plan(resource("a.b", "create", after=values, unknown=unknown)))


def _update(before: Any, after: Any) -> dict[str, Any]:
    return resource("a.b", "update", before=before, after=after)


def _reordered(tree: Any) -> Any:
    """Return an equal tree with every map's keys in the opposite order."""
    if isinstance(tree, dict):
        return {name: _reordered(tree[name]) for name in reversed(tree)}
    return [_reordered(entry) for entry in tree] if isinstance(tree, list) else tree


@given(OBJECTS, OBJECTS)
@example({"a": {"b": 1}}, {"a.b": 1})
@example({"a": 1}, {"a": True})
@example({"a": None}, {})
def test_creations_share_a_fingerprint_only_when_they_are_equal(one: Any, other: Any) -> None:
    assert (_created(one) == _created(other)) == (_json(one) == _json(other))


@given(OBJECTS, OBJECTS, OBJECTS)
@example({"a": {"b": 1}}, {"a": {}}, {"a": None})
@example({"a": [1, 2]}, {"a": [1]}, {"a": [1, None]})
def test_updates_of_one_thing_share_a_fingerprint_only_when_they_are_equal(
    before: Any, one: Any, other: Any
) -> None:
    first, second = (fingerprint(plan(_update(before, after))) for after in (one, other))
    assert (first == second) == (_json(one) == _json(other))


@given(st.lists(OBJECTS, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_keys_and_resources_is_nothing(objects: list[Any], random: Any) -> None:
    entries = [resource(f"a.{n}", "create", after=values) for n, values in enumerate(objects)]
    shuffled = [_reordered(entry) for entry in entries]
    random.shuffle(shuffled)
    assert fingerprint(plan(*shuffled)) == fingerprint(plan(*entries))


@given(OBJECTS, OBJECTS)
def test_an_update_that_changes_something_shows_an_attribute(before: Any, after: Any) -> None:
    (change,) = read_changes("app", plan(_update(before, after))).planned
    assert bool(change.attributes) == (_json(before) != _json(after))


@given(OBJECTS, KEYS)
def test_a_value_that_is_known_after_the_apply_is_unlike_every_known_one(values: Any, key: str) -> None:
    assert _created(values) != _created({k: v for k, v in values.items() if k != key}, {key: True})


EMPTY: list[Any] = [None, [], {}, "", [{}], [[]], [None], [""], {"y": None}]
PRESENT_OR_NOT: list[dict[str, Any]] = [{}, *({"x": value} for value in EMPTY)]


@pytest.mark.parametrize(("one", "other"), [*combinations(PRESENT_OR_NOT, 2)], ids=str)
def test_absent_null_and_everything_empty_are_different(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert _created(one) != _created(other)
    assert fingerprint(plan(_update({"x": 1}, one))) != fingerprint(plan(_update({"x": 1}, other)))
    assert effect(_update(one, other)["change"])


def test_three_policies_with_three_meanings_have_three_fingerprints() -> None:
    created_ones = {fingerprint(plan(created(ingress))) for ingress in (NOBODY, EVERYBODY, EVERY_POD)}
    updated_ones = {fingerprint(plan(updated(NOBODY, ingress))) for ingress in (EVERYBODY, EVERY_POD)}
    assert len(created_ones) == 3
    assert len(updated_ones) == 2


def test_an_unknown_value_below_an_entry_stays_with_its_entry() -> None:
    change = resource("a.b", "create", after={"x": [{"y": 1}, {}]}, unknown={"x": [{}, {"z": True}]})
    assert effect(change["change"]) == {("x", 0, "y"): 1, ("x", 1, "z"): UNKNOWN}


def test_a_removed_key_is_absent_and_null_is_null() -> None:
    assert effect(_update({"x": 1, "y": 1}, {"y": None})["change"]) == {("x",): ABSENT, ("y",): None}


def test_the_deposed_object_is_not_the_one_that_took_its_place() -> None:
    deleted = resource("a.b", "delete", before={"x": 1})
    assert fingerprint(plan({**deleted, "deposed": "0123abcd"})) != fingerprint(plan(deleted))


def test_true_is_not_one_however_deep() -> None:
    assert same({"a": [{"b": 1}]}, {"a": [{"b": 1}]})
    assert not same({"a": [{"b": 1}]}, {"a": [{"b": True}]})

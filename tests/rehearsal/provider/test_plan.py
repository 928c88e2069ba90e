"""The planning logic as pure functions."""

from __future__ import annotations

from typing import Any

from rehearsal.cloud.values import UNKNOWN, Value
from rehearsal.provider.plan import plan_change, same
from rehearsal.provider.schema.model import Block, schema_from_json


def _block(**attributes: dict[str, Any]) -> Block:
    blocks = {name: item for name, item in attributes.items() if "block" in item}
    plain = {name: _typed(item) for name, item in attributes.items() if "block" not in item}
    return schema_from_json({"block": {"attributes": plain, "block_types": blocks}}).block


def _typed(attribute: dict[str, Any]) -> dict[str, Any]:
    return attribute if "nested_type" in attribute else {"type": "string"} | attribute


_OPTIONAL = {"optional": True}
_COMPUTED = {"computed": True}
_BOTH = {"optional": True, "computed": True}


def _create(block: Block, **config: Value) -> Value:
    return plan_change(block, prior=None, proposed=config, config=config).state


def test_a_creation_leaves_open_what_only_the_service_knows() -> None:
    block = _block(name={"required": True}, id=_COMPUTED, note=_OPTIONAL)

    assert _create(block, name="a", id=None, note=None) == {"name": "a", "id": UNKNOWN, "note": None}


def test_a_default_stands_where_nothing_is_configured() -> None:
    block = _block(tier={**_OPTIONAL, "default": "Free"})

    assert _create(block, tier=None) == {"tier": "Free"}
    assert _create(block, tier="Standard") == {"tier": "Standard"}


def test_a_default_that_is_false_is_one_all_the_same() -> None:
    block = _block(on={"type": "bool", **_OPTIONAL, "default": False})

    assert _create(block, on=None) == {"on": False}


def test_leaving_an_argument_out_again_brings_its_default_back() -> None:
    block = _block(tier={**_OPTIONAL, "default": "Free"})
    kept_by_terraform = {"tier": "Standard"}

    plan = plan_change(block, prior=kept_by_terraform, proposed=kept_by_terraform, config={"tier": None})

    assert plan.state == {"tier": "Free"}


def test_a_write_only_value_is_never_planned() -> None:
    block = _block(secret={**_OPTIONAL, "write_only": True})

    assert _create(block, secret="hush") == {"secret": None}


def test_nothing_is_opened_when_nothing_changes() -> None:
    block = _block(name={"required": True}, address=_BOTH)
    state = {"name": "a", "address": None}

    plan = plan_change(block, prior=state, proposed=state, config=state)

    assert plan.state == state
    assert plan.replace == ()


def test_a_change_opens_the_computed_values_that_are_not_known_yet() -> None:
    block = _block(name={"required": True}, address=_BOTH, id=_COMPUTED)
    prior = {"name": "a", "address": None, "id": "7"}

    plan = plan_change(block, prior=prior, proposed={**prior, "name": "b"}, config={"name": "b"})

    assert plan.state == {"name": "b", "address": UNKNOWN, "id": "7"}


def test_volatile_values_are_opened_by_any_change() -> None:
    block = _block(name={"required": True}, revision=_COMPUTED)
    prior = {"name": "a", "revision": "1"}
    config = {"name": "b", "revision": None}

    plan = plan_change(
        block, prior=prior, proposed={**prior, "name": "b"}, config=config, volatile=("revision",)
    )

    assert plan.state["revision"] is UNKNOWN


def test_an_immutable_argument_replaces_the_object() -> None:
    block = _block(place={"required": True, "force_new": True}, note=_OPTIONAL)
    prior = {"place": "here", "note": "a"}

    moved = plan_change(block, prior=prior, proposed={**prior, "place": "there"}, config={"place": "there"})
    noted = plan_change(block, prior=prior, proposed={**prior, "note": "b"}, config={"place": "here"})

    assert moved.replace == (("place",),)
    assert noted.replace == ()


def test_an_unknown_for_an_immutable_argument_replaces_the_object() -> None:
    block = _block(place={"required": True, "force_new": True})

    plan = plan_change(block, prior={"place": "a"}, proposed={"place": UNKNOWN}, config={"place": UNKNOWN})

    assert plan.replace == (("place",),)


def test_a_replacement_names_the_argument_inside_its_block() -> None:
    inner = {"attributes": {"size": {"type": "string", "required": True, "force_new": True}}}
    block = _block(pool={"nesting_mode": "list", "block": inner})
    prior, after = {"pool": [{"size": "s"}]}, {"pool": [{"size": "l"}]}

    plan = plan_change(block, prior=prior, proposed=after, config=after)

    assert plan.replace == (("pool", 0, "size"),)


def test_an_immutable_block_replaces_the_object_when_it_comes_or_goes() -> None:
    inner = {"attributes": {"kind": {"type": "string", "optional": True}}}
    block = _block(identity={"nesting_mode": "list", "block": inner, "force_new": True})
    after: dict[str, Value] = {"identity": [{"kind": "own"}]}

    plan = plan_change(block, prior={"identity": []}, proposed=after, config=after)

    assert plan.replace == (("identity",),)


def test_a_block_that_the_service_fills_is_open_first_and_kept_later() -> None:
    inner = {"attributes": {"id": {"type": "string", "computed": True}}}
    block = _block(
        name={"required": True}, identity={"nesting_mode": "list", "block": inner, "computed": True}
    )
    config = {"name": "b", "identity": []}
    prior = {"name": "a", "identity": [{"id": "7"}]}

    assert _create(block, **config)["identity"] is UNKNOWN
    plan = plan_change(block, prior=prior, proposed=config, config=config)
    assert plan.state == {"name": "b", "identity": [{"id": "7"}]}


def test_computed_values_inside_blocks_and_nested_attributes_are_opened() -> None:
    name, uid = {"type": "string", "required": True}, {"type": "string", **_COMPUTED}
    inner = {"attributes": {"name": name, "uid": uid}}
    block = _block(
        own={"nested_type": {**inner, "nesting_mode": "single"}, "optional": True},
        meta={"nesting_mode": "list", "block": inner},
    )
    item = {"name": "a", "uid": None}

    planned = _create(block, own=item, meta=[item])

    assert planned == {"own": {"name": "a", "uid": UNKNOWN}, "meta": [{"name": "a", "uid": UNKNOWN}]}


def test_a_deletion_is_planned_as_nothing() -> None:
    block = _block(name={"required": True})

    assert plan_change(block, prior={"name": "a"}, proposed=None, config=None).state is None


def test_sets_are_equal_in_any_order_and_lists_are_not() -> None:
    assert same(["a", "b"], ["b", "a"], ["set", "string"])
    assert not same(["a", "b"], ["b", "a"], ["list", "string"])

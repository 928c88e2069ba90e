"""Terraform's wire format for values."""

from __future__ import annotations

import json
from typing import Any

import msgpack
import pytest

from rehearsal.cloud.values import UNKNOWN, Dynamic
from rehearsal.provider.codec import decode, decode_json, encode, to_state, type_of

_OBJECT = ["object", {"name": "string", "size": "number", "on": "bool", "tags": ["map", "string"]}]


@pytest.mark.parametrize(
    ("value", "type_"),
    [
        ({"name": "a", "size": 3, "on": True, "tags": {"k": "v"}}, _OBJECT),
        ({"name": None, "size": 0.5, "on": False, "tags": None}, _OBJECT),
        ([1, 2, 2**53 - 1, -4], ["list", "number"]),
        (["a", UNKNOWN], ["set", "string"]),
        (UNKNOWN, "string"),
        (Dynamic(type=["object", {"n": "number"}], value={"n": 1}), "dynamic"),
        ([["a", 1]], ["list", ["tuple", ["string", "number"]]]),
        (None, "dynamic"),
    ],
)
def test_a_value_survives_the_wire(value: Any, type_: Any) -> None:
    assert decode(encode(value, type_), type_) == value


def test_numbers_travel_as_decimal_strings() -> None:
    assert msgpack.unpackb(encode({"size": 3}, ["object", {"size": "number"}])) == {"size": "3"}


def test_every_extension_is_an_unknown_value() -> None:
    refined = msgpack.packb({"name": msgpack.ExtType(12, b"\x81\x01\xc2")})

    assert decode(refined, ["object", {"name": "string"}]) == {"name": UNKNOWN}


def test_a_number_may_come_as_float_integer_or_text() -> None:
    for sent in (3, 3.0, "3"):
        assert decode(msgpack.packb([sent]), ["list", "number"]) == [3]


def test_a_state_is_brought_up_to_the_schema() -> None:
    old = json.dumps({"name": "a", "gone": True, "size": 3}).encode()

    assert decode_json(old, _OBJECT) == {"name": "a", "size": 3, "on": None, "tags": None}


def test_a_dynamic_value_stands_in_a_state_with_its_type() -> None:
    value = {"manifest": Dynamic(type=["object", {"n": "number"}], value={"n": 1})}
    written = to_state(value)

    assert written == {"manifest": {"type": ["object", {"n": "number"}], "value": {"n": 1}}}
    assert decode_json(json.dumps(written).encode(), ["object", {"manifest": "dynamic"}]) == value


def test_a_literal_gets_the_type_that_terraform_infers() -> None:
    assert type_of({"a": [1, "b", True]}) == ["object", {"a": ["tuple", ["number", "string", "bool"]]}]

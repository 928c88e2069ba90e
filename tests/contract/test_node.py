"""jsii starts the Node that set-up installed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from contract import node
from contract.node import JSII_NODE, NODE, use_installed_node
from ops.engine.synthesis.stacks import PROJECT


def test_the_installed_node_is_used_unless_one_is_chosen() -> None:
    nothing: dict[str, str] = {}
    use_installed_node(nothing)
    assert nothing == {JSII_NODE: str(NODE)}
    chosen = {JSII_NODE: "/mine/node"}
    use_installed_node(chosen)
    assert chosen == {JSII_NODE: "/mine/node"}


def test_without_an_installed_node_jsii_asks_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(node, "NODE", tmp_path / "node")
    nothing: dict[str, str] = {}
    use_installed_node(nothing)
    assert nothing == {}


def test_the_stacks_choose_it_before_they_start_node(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if name != JSII_NODE}
    said = subprocess.check_output(
        [sys.executable, "-c", "import os, stacks; print(os.environ['JSII_NODE'])"],
        cwd=PROJECT,
        env={**kept, "PATH": str(tmp_path)},
        text=True,
    )
    assert said.strip() == str(NODE)

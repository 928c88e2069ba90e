"""jsii starts the Node that set-up installed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from contract import node
from contract.node import JSII_CACHE, JSII_NODE, NODE, configure_jsii
from ops.engine.synthesis.stacks import PROJECT


def test_the_installed_node_is_used_unless_one_is_chosen(tmp_path: Path) -> None:
    nothing = {"HOME": str(tmp_path)}
    configure_jsii(nothing)
    assert nothing == {"HOME": str(tmp_path), JSII_NODE: str(NODE)}
    chosen = {"HOME": str(tmp_path), JSII_NODE: "/mine/node"}
    configure_jsii(chosen)
    assert chosen == {"HOME": str(tmp_path), JSII_NODE: "/mine/node"}


def test_without_an_installed_node_jsii_asks_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(node, "NODE", tmp_path / "node")
    nothing = {"HOME": str(tmp_path)}
    configure_jsii(nothing)
    assert nothing == {"HOME": str(tmp_path)}


def test_without_a_home_that_can_be_written_jsii_unpacks_into_the_clone(tmp_path: Path) -> None:
    homeless = {"HOME": str(tmp_path / "none")}
    configure_jsii(homeless)
    assert homeless[JSII_CACHE] == str(PROJECT / ".cache" / "jsii")
    chosen = {"HOME": str(tmp_path / "none"), JSII_CACHE: "/mine"}
    configure_jsii(chosen)
    assert chosen[JSII_CACHE] == "/mine"


def test_the_stacks_choose_it_before_they_start_node(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if name != JSII_NODE}
    said = subprocess.check_output(
        [sys.executable, "-c", "import os, stacks; print(os.environ['JSII_NODE'])"],
        cwd=PROJECT,
        env={**kept, "PATH": str(tmp_path)},
        text=True,
    )
    assert said.strip() == str(NODE)

"""What was rehearsed last is the same only while engine and every synthesized file are."""

from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from rehearsal.common.home import Home
from rehearsal.session import rehearsed
from rehearsal.session.setup import Rehearsal


@pytest.fixture
def rehearsal(tmp_path: Path) -> Rehearsal:
    """Return what a digest is made of: an engine, and a stack in a folder."""
    folder = tmp_path / "stacks" / "app"
    folder.mkdir(parents=True)
    (folder / "cdk.tf.json").write_text("{}")
    stack = SimpleNamespace(name="app", folder=folder)
    workspace = SimpleNamespace(engine=SimpleNamespace(title="Terraform 1.11.4"), stacks=(stack,))
    return cast(Rehearsal, SimpleNamespace(home=Home(root=tmp_path), workspace=workspace))


def test_it_is_the_same_after_it_was_remembered_and_until_it_is_forgotten(rehearsal: Rehearsal) -> None:
    assert not rehearsed.is_same(rehearsal)
    rehearsed.remember(rehearsal)
    assert rehearsed.is_same(rehearsal)
    rehearsed.forget(rehearsal.home)
    assert not rehearsed.is_same(rehearsal)


def test_a_changed_file_a_new_file_and_another_engine_are_not_the_same(rehearsal: Rehearsal) -> None:
    folder = rehearsal.workspace.stacks[0].folder
    rehearsed.remember(rehearsal)
    (folder / "cdk.tf.json").write_text('{"locals": {}}')
    assert not rehearsed.is_same(rehearsal)

    rehearsed.remember(rehearsal)
    (folder / "more.tf.json").write_text("{}")
    assert not rehearsed.is_same(rehearsal)

    rehearsed.remember(rehearsal)
    cast(SimpleNamespace, rehearsal.workspace).engine.title = "OpenTofu 1.12.6"
    assert not rehearsed.is_same(rehearsal)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"half of"])
def test_a_damaged_note_is_nothing(rehearsal: Rehearsal, content: bytes) -> None:
    (rehearsal.home.root / "rehearsed").write_bytes(content)

    assert not rehearsed.is_same(rehearsal)

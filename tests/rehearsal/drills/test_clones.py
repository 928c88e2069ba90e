"""Clones for drills take what was made before."""

from pathlib import Path

import pytest

from rehearsal.drills import clones
from rehearsal.drills.clones import copy_caches


def test_a_clone_gets_finished_syntheses_and_schemas_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, clone = tmp_path / "project", tmp_path / "clone"
    monkeypatch.setattr(clones, "PROJECT", project)
    finished = (".cache/schemas/helm-1.sqlite", ".cache/synthesis/key/stacks/app/cdk.tf.json")
    for name in (*finished, ".cache/schemas/.hidden", ".cache/uv/large"):
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(name)
    copy_caches(clone)
    copied = {str(file.relative_to(clone)): file for file in clone.rglob("*") if file.is_file()}
    assert set(copied) == set(finished)
    assert all(file.read_text() == name for name, file in copied.items())


def test_a_clone_of_a_repository_without_caches_gets_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clones, "PROJECT", tmp_path / "project")
    copy_caches(tmp_path / "clone")
    assert not (tmp_path / "clone").exists()

"""`make imports` gives exactly the bindings that are committed."""

from pathlib import Path

from ops.engine.synthesis.stacks import PROJECT
from tools.bindings import generate

COMMITTED = PROJECT / "imports"


def _contents(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }


def test_renewed_bindings_are_the_committed_ones(tmp_path: Path) -> None:
    generate(tmp_path / "imports")
    renewed = _contents(tmp_path / "imports")
    assert "redpanda/serverless_cluster/__init__.py" in renewed
    assert renewed == _contents(COMMITTED)

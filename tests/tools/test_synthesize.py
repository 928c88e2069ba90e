"""Several environments synthesized in one process are what each is alone."""

from pathlib import Path

import pytest

from ops.engine.synthesis.stacks import PROJECT
from tools.synthesize import main


def test_each_environment_has_the_stacks_of_its_golden_files(tmp_path: Path) -> None:
    assert main([str(tmp_path), "staging", "budget"]) == 0
    for environment in ("staging", "budget"):
        for stack in ("foundation", "app"):
            made = tmp_path / environment / "stacks" / stack / "cdk.tf.json"
            golden = PROJECT / "tests/golden" / environment / f"{stack}.json"
            assert made.read_text() + "\n" == golden.read_text()


def test_an_environment_without_a_file_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path), "staging", "nowhere"]) == 1
    assert "nowhere" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []

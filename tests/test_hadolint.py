"""hadolint on the Dockerfiles: they pass, and it can fail."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from ops.commands.images.source import image_sources
from ops.engine.synthesis.stacks import PROJECT

HADOLINT = Path(sys.executable).parent / "hadolint"
CONFIGURATION = PROJECT / ".hadolint.yaml"
DOCKERFILES = [source.dockerfile for source in image_sources([])]


def _hadolint(file: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [HADOLINT, "--no-color", "--config", CONFIGURATION, file],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("file", DOCKERFILES, ids=lambda file: file.parent.name)
def test_a_dockerfile_has_no_finding(file: Path) -> None:
    checked = _hadolint(file)

    assert (checked.returncode, checked.stdout) == (0, "")


def test_copying_before_the_folder_is_set_is_a_finding(tmp_path: Path) -> None:
    broken = tmp_path / "Dockerfile"
    [backend] = [file for file in DOCKERFILES if file.parent.name == "backend"]
    broken.write_text(backend.read_text().replace("WORKDIR /src\n", ""))

    checked = _hadolint(broken)

    assert checked.returncode == 1
    assert checked.stdout.count("DL3045") == 3


def test_every_ignored_rule_has_a_reason() -> None:
    text = CONFIGURATION.read_text()
    lines = [line.strip() for line in text.splitlines() if line.strip().startswith("- DL")]

    assert len(lines) == len(yaml.safe_load(text)["ignored"])
    assert all(len(line.partition("#")[2].strip()) > 20 for line in lines)


def test_lint_checks_every_dockerfile() -> None:
    makefile = (PROJECT / "Makefile").read_text()

    assert "$(BIN)/hadolint --config .hadolint.yaml $(wildcard workload/*/Dockerfile)" in makefile
    assert sorted(PROJECT.glob("workload/*/Dockerfile")) == sorted(DOCKERFILES)

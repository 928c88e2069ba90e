"""A move renames the library and its packages; what belongs to the format keeps its name."""

import subprocess
from pathlib import Path

import pytest

from ops.engine.synthesis.stacks import PROJECT
from tools.successor import move as command
from tools.successor.move import move, tracked_files
from tools.successor.sets import NEAREST

BEFORE = {
    "main.py": (
        '"""Synthesizes: `cdktf synth` into cdktf.out."""\n\n'
        "import cdktf\n"
        "from cdktf import App\n"
        "from cdktf_cdktf_provider_azurerm.resource_group import ResourceGroup\n"
        "from constructs import Construct\n\n"
        'NAMES = (\n    "cdktf",\n    "cdktf-cdktf-provider-helm",\n)\n'
        'COMMAND = "cdktf deploy foundation", "cdktf.json", cdktf.Testing, App, ResourceGroup, Construct\n'
    ),
    "pyproject.toml": 'dependencies = [\n    "cdktf==0.21.0",\n    "cdktf-cdktf-provider-helm==12.1.2",\n]\n',
    "cdktf.json": '{"app": "python main.py"}\n',
    "tools/successor/sets.py": "import cdktf\n",
    "contract/version_support.py": 'PROGRAMS = ("cdktf-cdktf-provider-helm", "12.1.2")\n',
}
AFTER = {
    **BEFORE,
    "main.py": (
        '"""Synthesizes: `cdktf synth` into cdktf.out."""\n\n'
        "import cdktn\n"
        "from cdktn import App\n"
        "from cdktn_provider_azurerm.resource_group import ResourceGroup\n"
        "from constructs import Construct\n\n"
        'NAMES = (\n    "cdktn",\n    "cdktn-provider-helm",\n)\n'
        'COMMAND = "cdktf deploy foundation", "cdktf.json", cdktn.Testing, App, ResourceGroup, Construct\n'
    ),
    "pyproject.toml": 'dependencies = [\n    "cdktn==0.22.1",\n    "cdktn-provider-helm==13.0.0",\n]\n',
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in BEFORE.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    return tmp_path


def test_imports_packages_and_pins_are_renamed_and_nothing_else(project: Path) -> None:
    moved = move(project, NEAREST, files=tracked_files(project))

    assert {name: (project / name).read_text() for name in BEFORE} == AFTER
    assert (moved.files, moved.lines) == (2, 8)


def test_every_library_of_this_repository_is_renamed(tmp_path: Path) -> None:
    names = [name for name in tracked_files(PROJECT) if name.endswith(".py") or "/" not in name]
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes((PROJECT / name).read_bytes())

    move(tmp_path, NEAREST, files=names)

    moved = [name for name in names if name.endswith(".py") and "/successor/" not in name]
    left = [name for name in moved if "cdktf_cdktf_provider" in (tmp_path / name).read_text()]
    assert len(moved) > 500
    assert left == []
    # A clone that has moved has the pins of its own set, and passes its tests as well.
    pins = (tmp_path / "pyproject.toml").read_text()
    assert '"cdktn==' in pins
    assert '"cdktf==' not in pins


def test_a_clone_with_changes_is_refused_so_that_git_can_go_back(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project)

    assert command.main(["nearest"]) == 1

    assert "changes that are not committed" in capsys.readouterr().err
    assert (project / "main.py").read_text() == BEFORE["main.py"]

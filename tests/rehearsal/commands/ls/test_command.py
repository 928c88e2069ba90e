"""`rehearse ls`: every rehearsal of the clone, with the one that this shell uses."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from rehearsal.commands.ls import command
from rehearsal.common.home import Home
from rehearsal.session import record
from rehearsal.state_store.background import BackgroundProcess
from rehearsal.state_store.store import StateStore

LONG = "a-folder-that-is-long-" * 6


@pytest.fixture
def named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two rehearsals whose state store is stopped, a damaged record, and a folder that has ended."""
    monkeypatch.delenv("REHEARSAL_HOME", raising=False)
    monkeypatch.setattr("rehearsal.common.home._DEFAULT", tmp_path / "default")
    monkeypatch.setattr("rehearsal.common.home._NAMED", tmp_path / "named")
    for folder in (tmp_path / "default", tmp_path / "named" / LONG):
        folder.mkdir(parents=True)
        store = StateStore(
            account="samplestate",
            container="tfstate",
            port=12345,
            process=BackgroundProcess(pid=1, started=0.0),
            key="key",
            certificate=folder / "state-store.pem",
        )
        record.save(Home(root=folder), environment="staging", store=store)
    (tmp_path / "named" / "ended").mkdir()
    (tmp_path / "named" / "damaged").mkdir()
    (tmp_path / "named" / "damaged" / "rehearsal.json").write_text("{", encoding="utf-8")
    return tmp_path


def _ls(*options: str) -> Result:
    app = typer.Typer()
    command.register(app)
    return CliRunner().invoke(app, [*options], catch_exceptions=False)


def test_each_is_one_line_that_nothing_cuts(named: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = _ls().stdout.splitlines()
    assert len(lines) == 3
    assert lines[0].split() == ["*", "default", "staging", "stopped", str(named / "default")]
    assert lines[2].startswith("   damaged ")
    assert "the record of the rehearsal is damaged" in lines[2]
    assert lines[1].split() == [LONG, "staging", "stopped", str(named / "named" / LONG)]


def test_the_one_of_the_shell_is_marked(named: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REHEARSAL_HOME", str(named / "named" / LONG))
    found = json.loads(_ls("--json").stdout)
    assert [one["name"] for one in found if one["here"]] == [LONG]
    assert found[0] == {
        "name": "default",
        "environment": "staging",
        "state_store": "stopped",
        "here": False,
        "folder": str(named / "default"),
    }


def test_without_any_it_says_how_to_begin(named: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rehearsal.common.home._DEFAULT", named / "other")
    monkeypatch.setattr("rehearsal.common.home._NAMED", named / "none")
    assert _ls().stdout == "Nothing is rehearsed. Begin with: rehearse up\n"
    assert json.loads(_ls("--json").stdout) == []

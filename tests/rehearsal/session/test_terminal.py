"""The summary of a rehearsal: no output and no path is cut, and JSON has the same."""

import io
import json
from pathlib import Path

from rich.console import Console

from rehearsal.common.home import Home
from rehearsal.session.report import RehearsalReport, StackReport
from rehearsal.session.terminal import print_report, report_document
from rehearsal.state_store.background import BackgroundProcess
from rehearsal.state_store.store import StateStore

ID = "/subscriptions/0000/resourceGroups/" + "long-" * 40 + "group"
HOME = Home(root=Path("/home/me") / ("folder-" * 20))
STORE = StateStore(
    account="samplestate",
    container="tfstate",
    port=12345,
    process=BackgroundProcess(pid=1, started=0.0),
    key="key-of-the-account",
    certificate=Path("state-store.pem"),
)


def _report(*, running: bool = True) -> RehearsalReport:
    stack = StackReport(
        name="foundation",
        resources={"azurerm_subnet": 2},
        outputs={"group": ID, "topics": ["a", "b"], "note": "one\ntwo\x1b[31m"},
        state="https://127.0.0.1:12345/state",
        locked_by="somebody since today",
    )
    return RehearsalReport(
        environment="staging", running=running, store=STORE, stacks=(stack,) if running else ()
    )


def _printed(report: RehearsalReport) -> str:
    console = Console(file=io.StringIO(), width=80)
    print_report(console, report, home=HOME)
    file = console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


def test_no_output_and_no_path_is_cut_or_folded_at_80_columns() -> None:
    lines = _printed(_report()).splitlines()
    assert sum(line.endswith(f" {ID}") for line in lines) == 1
    assert any(line.startswith("Rehearsal") and line.endswith(str(HOME.root)) for line in lines)
    assert any(line.endswith(f"{HOME.latest_logs}, {HOME.logs}") for line in lines)
    assert any("foundation by somebody since today" in line for line in lines)
    assert "\x1b" not in _printed(_report())


def test_a_stopped_state_store_names_the_command_of_this_rehearsal() -> None:
    said = _printed(_report(running=False))
    assert f"REHEARSAL_HOME={HOME.root} rehearse env" in said


def test_json_has_the_same_and_no_key() -> None:
    document = report_document(_report(), home=HOME)
    assert document["stacks"][0]["outputs"]["group"] == ID
    assert document["stacks"][0]["resources"] == {"azurerm_subnet": 2}
    assert document["running"] is True
    assert STORE.key not in json.dumps(document)

"""Microsoft's parser: it accepts our queries, and finds what is wrong in others."""

import json
from pathlib import Path

import pytest

from tools.queries.__main__ import main
from tools.queries.analysis import analyze
from tools.queries.synthesized import queries

GOLDEN = Path(__file__).parents[2] / "golden"
FOUNDATIONS = sorted(GOLDEN.glob("*/foundation.json"))


WRONG = {
    "keyword as a name": (
        "ContainerLogV2 | project time = TimeGenerated",
        "'time' needs to be bracketed",
    ),
    "unknown column": (
        "ContainerLogV2 | where NoSuchColumn == 1",
        "'NoSuchColumn' does not refer to any known column",
    ),
    "unknown table": ("NoSuchTable | count", "'NoSuchTable' does not refer to any known table"),
    "incomplete": ("ContainerLogV2 | where", "Missing"),
    "unknown function": ("KubePodInventory | summarize p95(PodRestartCount)", "'p95'"),
}


def test_each_wrong_query_is_found() -> None:
    findings = analyze({name: query for name, (query, _) in WRONG.items()})
    for name, (_, message) in WRONG.items():
        said = [finding.message for finding in findings if finding.query == name]
        assert any(message in text for text in said), (name, said)


def test_every_query_of_every_environment_is_accepted(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(file) for file in FOUNDATIONS]) == 0, capsys.readouterr().out


def test_alerts_saved_queries_items_and_parameters_of_the_workbook_are_read() -> None:
    found = queries(json.loads((GOLDEN / "production/foundation.json").read_text()))
    kinds = {" ".join(name.split()[:-1]) for name in found}
    assert kinds == {"alert", "saved query", "workbook item", "workbook parameter"}
    assert not any("{" in text for name, text in found.items() if name.startswith("workbook"))


def test_a_finding_names_file_query_line_and_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "cdk.tf.json"
    saved = {"planted": {"query": "ContainerLogV2\n| where Nope"}}
    file.write_text(json.dumps({"resource": {"azurerm_log_analytics_saved_search": saved}}))
    assert main([str(file)]) == 1
    assert f"{file}: saved query planted:2:9: error: The name 'Nope'" in capsys.readouterr().out


def test_files_without_a_query_are_not_a_success(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "cdk.tf.json"
    file.write_text("{}")
    assert main([str(file)]) == 1
    assert "have no query" in capsys.readouterr().err

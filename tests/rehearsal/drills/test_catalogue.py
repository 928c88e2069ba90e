"""The catalogue of drills and its page."""

import json
from pathlib import Path

import pytest

from ops.common.errors import ExitCode
from ops.engine.synthesis.stacks import PROJECT
from rehearsal import cli
from rehearsal.drills.catalogue import all_drills

PAGE = (PROJECT / "docs" / "rehearsal" / "drills.md").read_text()
RUNBOOKS = PROJECT / "docs" / "runbooks"


def _run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["rehearse", "drill", *arguments])
    monkeypatch.setattr("signal.signal", lambda *_: None)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def test_each_drill_is_on_the_page_with_what_it_does() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| `") and not line.startswith("| `--")]
    assert rows == [f"| `{name}` | {drill.does} | {drill.holds} |" for name, drill in all_drills().items()]


def test_each_runbook_that_a_drill_proves_names_the_drill() -> None:
    proved = {name: drill.runbook for name, drill in all_drills().items() if drill.runbook}
    assert proved
    for name, runbook in proved.items():
        assert f"`rehearse drill {name}`" in Path(RUNBOOKS, runbook).read_text(), runbook


def test_the_catalogue_is_listed_as_json(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    assert _run(monkeypatch, "--list", "--json") == 0
    listed = json.loads(capfd.readouterr().out)
    assert [row["drill"] for row in listed] == list(all_drills())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothing"], "error: there is no drill 'nothing'"),
        ([], "error: no drill is named"),
        (["--all", "--engine", "pulumi"], "error: there is no engine 'pulumi'"),
    ],
)
def test_a_mistake_is_named_before_anything_is_made(
    arguments: list[str],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert _run(monkeypatch, *arguments) == ExitCode.USAGE
    assert said in capfd.readouterr().err

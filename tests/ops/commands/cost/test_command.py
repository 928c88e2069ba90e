"""`ops cost` as people and programs run it; the stacks are those of this process."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from ops.cli import app
from ops.commands.cost import command
from ops.common.arguments import ArgumentError
from ops.common.errors import ExitCode, UserError
from ops.delivery.cost.catalogue import PRICES, USAGE_FILE, CatalogueError
from ops.engine.synthesis.stacks import Stack, read_stacks
from tests.support.synthesis import synthesized_texts
from tests.support.synthesized import document, write_synthesized


def _stacks(environment: str, out: Path) -> tuple[Stack, ...]:
    texts = synthesized_texts(environment)
    write_synthesized(out, {name: json.loads(text) for name, text in texts.items()})
    return read_stacks(out)


@pytest.fixture(autouse=True)
def synthesis(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Stacks without running main.py; every other commit is one with staging's stacks."""

    @contextmanager
    def other(reference: str, *, environment: str) -> Iterator[tuple[Stack, ...]]:
        yield _stacks("staging", tmp_path / reference)

    monkeypatch.setattr(command, "synthesize", lambda *, environment, out: _stacks(environment, out))
    monkeypatch.setattr(command, "stacks_at", other)


def _run(*arguments: str) -> Result:
    return CliRunner(env={"COLUMNS": "110"}).invoke(app, ["cost", *arguments])


def _prices(tmp_path: Path, **changed: object) -> Path:
    folder = tmp_path / "prices"
    folder.mkdir()
    for file in PRICES.glob("*.yaml"):
        (folder / file.name).write_text(file.read_text())
    usage = yaml.safe_load((folder / USAGE_FILE).read_text())
    usage["environments"]["budget"].update(changed)
    (folder / USAGE_FILE).write_text(yaml.safe_dump(usage))
    return folder


def test_the_table_is_read_by_the_person_who_pays() -> None:
    done = _run("--environment", "budget")
    assert done.exit_code == 0
    shown = done.stdout
    assert "budget: expected cost a month, before taxes and discounts" in shown
    assert "Nodes: 1 on a quiet day with a release, 1 with every replica, in a pool of 1" in shown
    assert "1 × Standard_B2s: 92 hours at $0.0416" in shown
    assert "below the limit of $40.00" in shown
    assert "of the total rests on prices that no public source could confirm" in shown
    assert "4 hours on 22 working days" in shown
    assert shown.index("kubernetes_cluster.cluster") < shown.index("container_registry.registry")


def test_what_redpanda_bills_stands_apart_from_azure() -> None:
    shown = _run().stdout
    assert shown.index("billed by Azure") < shown.index("billed by Redpanda") < shown.index("total ")


def test_above_the_limit_the_exit_code_says_so(tmp_path: Path) -> None:
    done = _run("--environment", "budget", "--prices", str(_prices(tmp_path, limit=39)))
    assert done.exit_code == ExitCode.OVER_LIMIT
    assert "ABOVE the limit of $39.00" in done.stdout


def test_something_without_a_price_is_named_and_fails(tmp_path: Path) -> None:
    folder = _prices(tmp_path)
    file = folder / "azure-eastus.yaml"
    content = yaml.safe_load(file.read_text())
    del content["prices"]["vm/Standard_B2s"]
    file.write_text(yaml.safe_dump(content))
    done = _run("--environment", "budget", "--prices", str(folder), "--json")
    assert done.exit_code == ExitCode.OVER_LIMIT
    (document,) = json.loads(done.stdout)
    assert not document["complete"]
    assert document["unpriced"][0]["address"] == "azurerm_kubernetes_cluster.cluster"
    assert "no price for vm/Standard_B2s" in document["warnings"][0]


def test_a_program_gets_every_line_with_its_range() -> None:
    (document,) = json.loads(_run("--environment", "budget", "--json").stdout)
    assert document["complete"]
    assert document["nodes"] == {"quiet_day": 1, "every_replica": 1, "pool": [1, 1]}
    assert document["billed_by"]["azure"] == document["total"]
    assert sum(each["cost"]["expected"] for each in document["resources"]) == pytest.approx(
        document["total"]["expected"], abs=0.1
    )
    assert document["assumptions"]["hours_on"]["expected"] == 88
    assert document["prices_are_old"] is False


def test_a_markdown_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    file = tmp_path / "taken" / "cost.md"
    done = _run("--environment", "budget", "--markdown", str(file))
    assert isinstance(done.exception, ArgumentError)
    assert str(file) in done.exception.what


def test_markdown_is_written_to_the_file(tmp_path: Path) -> None:
    file = tmp_path / "cost.md"
    assert _run("--environment", "production", "--markdown", str(file)).exit_code == 0
    text = file.read_text()
    assert text.startswith("### Cost of `production`, a month\n")
    assert "| **addons** | $95.00 |" in text
    assert "| billed by Redpanda | $95.00 |" in text
    assert "- Azure is expected to bill" in text


def test_another_commit_is_compared_resource_by_resource() -> None:
    done = _run("--environment", "budget", "--against", "main", "--json")
    (document,) = json.loads(done.stdout)
    change = document["change"]
    assert change["before"]["expected"] > change["after"]["expected"] == document["total"]["expected"]
    gone = {each["address"] for each in change["resources"] if each["after"] is None}
    assert "azurerm_postgresql_flexible_server.database" in gone
    assert "Cost: $" in _run("--environment", "budget", "--against", "other").stdout


def test_a_commit_whose_stacks_cannot_be_counted_is_no_traceback(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    @contextmanager
    def older(reference: str, *, environment: str) -> Iterator[tuple[Stack, ...]]:
        yield read_stacks(write_synthesized(tmp_path / "older", {"foundation": document("foundation")}))

    monkeypatch.setattr(command, "stacks_at", older)
    error = _run("--environment", "budget", "--against", "v0").exception
    assert isinstance(error, UserError)
    assert "the stacks of v0 are of a shape that this version cannot price" in error.what


def test_all_environments_in_one_run() -> None:
    documents = json.loads(_run("--all", "--json").stdout)
    assert [each["environment"] for each in documents] == ["budget", "production", "staging"]


def test_all_environments_have_a_sum(tmp_path: Path) -> None:
    file = tmp_path / "cost.md"
    shown = _run("--all", "--markdown", str(file)).stdout
    documents = json.loads(_run("--all", "--json").stdout)
    total = sum(Decimal(str(each["total"]["expected"])) for each in documents)
    line = f"All 3 environments: ${total} a month: $"
    assert line in shown
    assert f"**{line}" in file.read_text()


def test_a_wrong_catalogue_is_the_person_s_mistake(tmp_path: Path) -> None:
    folder = _prices(tmp_path, hours_on="always")
    assert isinstance(_run("--prices", str(folder)).exception, CatalogueError)

"""`ops check --providers mirror`: the real Terraform validates the stacks with the stand-in providers."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from ops.cli import app
from ops.commands.check import run
from ops.common.errors import ExitCode
from ops.common.simulation import SIMULATED_VARIABLE
from ops.delivery.workspace import HOME_VARIABLE, Workspace, open_workspace
from ops.engine.synthesis.stacks import synthesize
from ops.engine.terraform.engine import find_engine
from rehearsal.common.home import Home
from rehearsal.provider.mirror import PYTHON_VARIABLE, write_mirror

Edit = Callable[[dict[str, Any]], None]


@pytest.fixture
def offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Lead Terraform to the stand-ins; there is no state store. Returns the folder of `ops`."""
    home = Home(root=tmp_path / "rehearsal")
    stacks = synthesize(environment="budget", out=home.synthesized)
    write_mirror(home, stacks=stacks, platform=find_engine().platform)
    variables = {
        HOME_VARIABLE: str(tmp_path / "ops"),
        SIMULATED_VARIABLE: "1",
        PYTHON_VARIABLE: sys.executable,
        "REHEARSAL_HOME": str(home.root),
        "TF_CLI_CONFIG_FILE": str(home.terraform_rc),
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return tmp_path / "ops"


def _check(*options: str) -> Result:
    return CliRunner().invoke(app, ["check", "--environment", "budget", *options])


def _plant(monkeypatch: pytest.MonkeyPatch, stack: str, edit: Edit) -> None:
    def opened(**arguments: Any) -> Workspace:
        workspace = open_workspace(**arguments)
        file = workspace.stack(stack).folder / "cdk.tf.json"
        content = json.loads(file.read_text())
        edit(content)
        file.write_text(json.dumps(content, indent=2))
        return workspace

    monkeypatch.setattr(run, "open_workspace", opened)


def _wrong_name(content: dict[str, Any]) -> None:
    next(iter(content["resource"]["kubernetes_namespace_v1"].values()))["metadata"]["name"] = "Not_A_Name"


def _unknown_argument(content: dict[str, Any]) -> None:
    next(iter(content["resource"]["kubernetes_namespace_v1"].values()))["metadata"]["labelz"] = {"a": "b"}


def test_good_stacks_are_valid_and_no_state_is_opened(offline: Path) -> None:
    done = _check("--providers", "mirror")
    assert done.exit_code == 0, done.output
    assert done.output.count("valid") == 3
    (latest,) = offline.glob("budget/latest/cdktf.out/stacks")
    assert {folder.name for folder in latest.iterdir() if (folder / ".terraform" / "providers").is_dir()} == {
        "foundation",
        "addons",
        "app",
    }
    # Terraform writes here which backend it has opened.
    assert list(latest.glob("*/.terraform/terraform.tfstate")) == []


@pytest.mark.parametrize(
    ("edit", "argument", "said"),
    [(_wrong_name, "metadata.name", "Not_A_Name"), (_unknown_argument, "metadata.labelz", "labelz")],
)
def test_what_a_provider_refuses_is_shown_with_file_resource_and_argument(
    offline: Path, monkeypatch: pytest.MonkeyPatch, edit: Edit, argument: str, said: str
) -> None:
    _plant(monkeypatch, "app", edit)
    done = _check("--providers", "mirror", "--json")
    assert done.exit_code == ExitCode.CHECK_FAILED, done.output
    document = json.loads(done.stdout)
    (finding,) = document["findings"]
    problem = finding["problem"]
    assert (finding["environment"], finding["stack"]) == ("budget", "app")
    assert problem["severity"] == "error"
    assert problem["address"].startswith("kubernetes_namespace_v1.")
    assert problem["argument"] == argument
    assert said in problem["summary"] + problem["detail"]
    lines = Path(problem["file"]).read_text().splitlines()
    assert argument.rpartition(".")[2] in lines[problem["line"] - 1]

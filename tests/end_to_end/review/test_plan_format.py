"""The keys that the real Terraform writes into a plan's JSON are those that `ops` knows."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from ops.delivery.planning import plan_format
from ops.delivery.planning.changes import Action, read_changes
from ops.delivery.planning.fingerprint import fingerprint
from ops.delivery.planning.plan_format import unknown_keys
from ops.engine.terraform.engine import find_engine
from ops.engine.terraform.plan_json import parse_plan

# `terraform_data` is built into Terraform: no provider is installed.
CONFIGURATION = """
variable "size" {
  type    = number
  default = 0.1234567890123456789012
}
resource "terraform_data" "made" {
  input = { size = var.size, secret = sensitive("hunter2") }
}
check "always" {
  assert {
    condition     = terraform_data.made.id != ""
    error_message = "never"
  }
}
output "size" {
  value = var.size
}
"""


def _plan(folder: Path, **sizes: str) -> dict[str, Any]:
    (folder / "main.tf").write_text(CONFIGURATION)

    def terraform(*arguments: str) -> str:
        command = [str(find_engine().executable), *arguments]
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout

    terraform("init", "-input=false")
    terraform("plan", "-input=false", "-out=plan", *(f"-var={name}={value}" for name, value in sizes.items()))
    facts: dict[str, Any] = parse_plan(terraform("show", "-json", "plan"))
    return facts


def test_the_real_terraform_writes_no_key_that_is_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = _plan(tmp_path)
    assert {"resource_changes", "output_changes", "checks", "variables", "timestamp"} <= facts.keys()
    assert unknown_keys(facts) == {}
    known = {name: key for name, key in plan_format.PLAN_KEYS.items() if name != "checks"}
    monkeypatch.setattr(plan_format, "PLAN_KEYS", known)
    assert list(unknown_keys(facts)) == ["checks"]


def test_two_real_plans_that_differ_in_the_last_digit_have_two_fingerprints(tmp_path: Path) -> None:
    one, other = (_plan(tmp_path, size=f"0.123456789012345678901{digit}") for digit in "23")
    assert fingerprint(one) != fingerprint(other)
    assert json.loads(json.dumps(one)) != one
    (change,) = read_changes("app", one).planned
    assert change.action is Action.CREATE
    assert "0.1234567890123456789012" in [attribute.after for attribute in change.attributes]

"""The stack in the library's README runs as it is written, and is short."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def _stack() -> str:
    found = re.search(r"```python\n(.*?)```", (ROOT / "constructs_lib" / "README.md").read_text(), re.DOTALL)
    assert found is not None
    return found[1]


def test_the_stack_has_at_most_20_lines() -> None:
    assert len([line for line in _stack().splitlines() if line]) <= 20


def test_the_stack_synthesizes(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-c", _stack()],
        cwd=ROOT,
        env={**os.environ, "CDKTF_OUTDIR": str(tmp_path)},
        check=True,
        timeout=120,
    )
    resources = json.loads((tmp_path / "stacks" / "shop" / "cdk.tf.json").read_text())["resource"]
    assert set(resources) == {
        "azurerm_resource_group",
        "azurerm_user_assigned_identity",
        "azurerm_container_registry",
        "azurerm_role_assignment",
    }
    (grant,) = resources["azurerm_role_assignment"].values()
    assert grant["role_definition_name"] == "AcrPull"

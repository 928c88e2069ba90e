"""Synthesized folders that a test makes up, with Terraform's built-in resource type only."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ops.engine.synthesis.document import StateBackend

ACCOUNT = "samplestate"
CONTAINER = "tfstate"
#: Where `document("app")` has its state.
BACKEND = StateBackend(account=ACCOUNT, container=CONTAINER, key="sample/app.tfstate")


def document(stack: str, **parts: Any) -> dict[str, Any]:
    """Return one stack's cdk.tf.json; `parts` are its top-level blocks."""
    backend = {
        "storage_account_name": ACCOUNT,
        "container_name": CONTAINER,
        "key": f"sample/{stack}.tfstate",
    }
    return {"terraform": {"backend": {"azurerm": backend}}, **parts}


def reads_state_of(stack: str) -> dict[str, Any]:
    """Return the `data` block that reads another stack's state."""
    return {"terraform_remote_state": {stack: {"config": {"key": f"sample/{stack}.tfstate"}}}}


def write_synthesized(
    out: Path,
    documents: Mapping[str, Mapping[str, Any]],
    *,
    dependencies: Mapping[str, Sequence[str]] | None = None,
) -> Path:
    """Write a manifest and the stacks' files as `cdktf synth` does, and return the folder."""
    entries = {}
    for name, content in documents.items():
        folder = out / "stacks" / name
        folder.mkdir(parents=True)
        (folder / "cdk.tf.json").write_text(json.dumps(content))
        entries[name] = {
            "name": name,
            "synthesizedStackPath": f"stacks/{name}/cdk.tf.json",
            "workingDirectory": f"stacks/{name}",
            "dependencies": list((dependencies or {}).get(name, ())),
        }
    (out / "manifest.json").write_text(json.dumps({"version": "0.21.0", "stacks": entries}))
    return out

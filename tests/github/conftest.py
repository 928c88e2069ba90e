from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ops.engine.synthesis.stacks import PROJECT
from tests.github.programs import Programs
from tests.github.runner import Runner

EVENT: dict[str, Any] = {
    "repository": {"default_branch": "main"},
    "pull_request": {"number": 7, "head": {"sha": "b" * 40}, "base": {"sha": "c" * 40}},
    "workflow_run": {"head_sha": "b" * 40, "event": "pull_request", "conclusion": "success", "id": 5},
}
CONTEXTS: dict[str, Any] = {
    "github": {
        "repository": "hackathon-todo/deployment",
        "sha": "a" * 40,
        "ref_name": "main",
        "token": "t0ken",
        "event": EVENT,
    },
    "inputs": {},
    "vars": {"AZURE_TENANT_ID": "tenant", "AZURE_SUBSCRIPTION_ID": "subscription"},
    "secrets": {"BETTER_AUTH_SECRET": "s3cret"},
}


@pytest.fixture
def programs(tmp_path: Path) -> Programs:
    return Programs(folder=tmp_path / "bin")


@pytest.fixture
def runner(tmp_path: Path, programs: Programs) -> Callable[..., Runner]:
    """Return a machine on which the recorded programs come before the real ones."""

    def make(**changes: Any) -> Runner:
        return Runner(
            workspace=PROJECT,
            temp=tmp_path / "runner",
            path=[programs.folder],
            **{
                "contexts": CONTEXTS,
                "environment": {"RETRY_SECONDS": "0"},
                "without": ["Install what the cache does not have"],
                **changes,
            },
        )

    return make

"""Running `ops health` on a test's cluster, as a person does."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from ops.cli import app
from ops.engine.synthesis.stacks import PROJECT

# Controllers and the simulated kubelet need a while on a busy machine.
_SEEN_WITHIN_SECONDS = 90
_POLL_SECONDS = 0.5
_OPS = "from ops.cli import main; main()"


@dataclass(frozen=True, kw_only=True)
class Health:
    """What one run said."""

    code: int
    findings: list[dict[str, Any]]

    def by_status(self, *statuses: str) -> dict[str, str]:
        """Return the details of what has one of these statuses, by subject."""
        return {item["subject"]: item["detail"] for item in self.findings if item["status"] in statuses}

    @property
    def wrong(self) -> dict[str, str]:
        """What is not as it should be."""
        return self.by_status("failed", "unread", "attention")


def run_health(
    kubeconfig: Path, *arguments: str, namespace: str = "todo"
) -> subprocess.CompletedProcess[str]:
    """Run the command line with a kubeconfig of one's own."""
    return subprocess.run(
        [sys.executable, "-c", _OPS, "health", "--context", "test", "--namespace", namespace, *arguments],
        cwd=PROJECT,
        env={**os.environ, "KUBECONFIG": str(kubeconfig), "NO_COLOR": "1", "COLUMNS": "140"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def health(kubeconfig: Path, *arguments: str, namespace: str = "todo") -> Health:
    """Return what the command says as JSON; in this process, because a new one takes seconds to start."""
    asked = ["health", "--json", "--context", "test", "--namespace", namespace, *arguments]
    with pytest.MonkeyPatch.context() as patch:
        # The library reads KUBECONFIG when it is imported.
        patch.setattr("kubernetes.config.kube_config.KUBE_CONFIG_DEFAULT_LOCATION", str(kubeconfig))
        done = CliRunner().invoke(app, asked)
    assert done.stdout, (done.stderr, done.exception)
    return Health(code=done.exit_code, findings=json.loads(done.stdout)["findings"])


def seen(
    expected: Callable[[Health], bool], kubeconfig: Path, *arguments: str, namespace: str = "todo"
) -> Health:
    """Run the command until it says what is expected, or return its last word when the time is over."""
    deadline = time.monotonic() + _SEEN_WITHIN_SECONDS
    while True:
        found = health(kubeconfig, *arguments, namespace=namespace)
        if expected(found) or time.monotonic() > deadline:
            return found
        time.sleep(_POLL_SECONDS)

"""Waiting for the moment in which Terraform changes something."""

import subprocess
import time
from pathlib import Path
from typing import Any

_STARTED = '"apply_start"'
# Generous: before it lie the synthesis and a plan, on a machine that may be busy.
_PATIENCE_SECONDS = 180


def wait_until_applying(log: Path, command: subprocess.Popen[Any]) -> None:
    """Return as soon as the apply that writes this log has begun with a resource.

    Fails the test when the command ends before, or when it takes too long.
    """
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not (log.exists() and _STARTED in log.read_text()):
        assert time.monotonic() < deadline, f"nothing was applied: {log}"
        assert command.poll() is None, f"the command ended with {command.returncode} and applied nothing"
        time.sleep(0.1)

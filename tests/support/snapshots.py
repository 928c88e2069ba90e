"""Comparison with files that hold what was synthesized, reviewed in a commit."""

import difflib
from pathlib import Path

import pytest


def must_equal_snapshot(actual: str, snapshot: Path, *, renew: bool) -> None:
    """Fail with a readable difference where `actual` is not what the file has; write it to renew it."""
    if renew:
        snapshot.parent.mkdir(parents=True, exist_ok=True)
        snapshot.write_text(actual)
        return
    expected = snapshot.read_text() if snapshot.is_file() else ""
    if actual != expected:
        difference = difflib.unified_diff(
            expected.splitlines(),
            actual.splitlines(),
            fromfile=f"{snapshot.parent.name}/{snapshot.name}",
            tofile="synthesized now",
            lineterm="",
            n=4,
        )
        pytest.fail(
            "\n".join(difference) + "\n\nIf this change is meant: make golden, and commit it", pytrace=False
        )

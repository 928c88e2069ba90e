import json
import os
import subprocess
import sys

import pytest

from ops.common.visible_text import visible, visible_line
from ops.engine.synthesis.stacks import PROJECT

_STEERING = [
    "\x1b[2J",
    "\x07",
    "\r",
    "\x9b1m",
    "\u202e",
    "\u2066",
    "\u200b",
    "\u2028",
    "\ufeff",
    "\ud800",
    "\U000e0041",
]


@pytest.mark.parametrize("hidden", _STEERING)
def test_a_character_that_steers_or_hides_becomes_an_escape_that_json_reads_back(hidden: str) -> None:
    shown = visible(f"a{hidden}b")
    assert shown.isprintable()
    assert shown.startswith("a\\u")
    assert json.loads(f'"{shown}"') == f"a{hidden}b"


def test_ordinary_text_is_not_changed() -> None:
    text = "naïve 日本 — ✓\n\tsecond line"
    assert visible(text) == text
    assert visible_line("a\nb\tc") == "a\\nb\\tc"


_PROGRAM = """
import typer
from rich.console import Console
from ops.common.console import run
from ops.common.progress import Steps
app = typer.Typer()
@app.command()
def work() -> None:
    with Steps(Console()).step("Apply") as step:
        step.result = "日本 → \\x1b[31mred"
    print("recorded as passed")
run(app, errors=Console(stderr=True))
"""


@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "cp1252"])
def test_output_that_the_terminal_cannot_encode_does_not_end_a_command(encoding: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM],
        env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        check=False,
    )
    output = done.stdout.decode(encoding)
    assert done.returncode == 0, done.stderr
    assert "+ Apply" in output
    assert "\\u65e5\\u672c -> \\u001b[31mred" in output
    assert "recorded as passed" in output

import json
import os
import subprocess
import sys

import pytest
import regex

from ops.common.invisible_characters import DEFAULT_IGNORABLE
from ops.common.markdown_text import tamed
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
    "\u034f",
    "\u115f",
    "\u180b",
    "\u2800",
    "\u3164",
    "\ufe0f",
    "\uffa0",
    "\U000e0100",
    "\ud800",
    "\U000e0041",
]


@pytest.mark.parametrize("hidden", _STEERING)
def test_a_character_that_steers_or_hides_becomes_an_escape_that_json_reads_back(hidden: str) -> None:
    shown = visible(f"a{hidden}b")
    assert shown.isprintable()
    assert shown.startswith("a\\u")
    assert json.loads(f'"{shown}"') == f"a{hidden}b"


@pytest.mark.parametrize("hidden", [each for each in _STEERING if each != "\r"])
def test_somebody_elses_text_in_markdown_keeps_no_such_character(hidden: str) -> None:
    assert tamed(f"a{hidden[0]}b") == "ab"


def test_the_ignorable_characters_are_those_of_unicode() -> None:
    """Compare with the library's data, which has a Unicode version of its own."""
    ignorable = regex.compile(r"\p{Default_Ignorable_Code_Point}")
    listed = {code for first, last in DEFAULT_IGNORABLE for code in range(first, last + 1)}
    assert listed == {code for code in range(0x110000) if ignorable.match(chr(code))}
    assert not ignorable.match("a")


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

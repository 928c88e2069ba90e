import subprocess
import sys
import time
from pathlib import Path

import pytest

from ops.engine.terraform.process_output import ProcessOutput

# Writes a line, waits until its reader is gone, and goes on writing.
_WRITER = """
import pathlib, sys, time
print("before", flush=True)
sign = pathlib.Path(sys.argv[1])
while not sign.exists():
    time.sleep(0.01)
for number in range(2000):
    print("after", number, flush=True)
(sign.parent / "finished").touch()
"""


def _written(output: ProcessOutput, text: str) -> None:
    subprocess.run([sys.executable, "-c", f"print({text!r}, end='')"], stdout=output.fileno(), check=True)


def test_lines_are_given_once_when_they_are_complete() -> None:
    output = ProcessOutput()
    _written(output, "one\ntw")
    assert list(output.lines()) == ["one\n"]
    _written(output, "o\nrest")
    assert list(output.lines()) == ["two\n"]
    assert (list(output.lines()), output.remainder(), output.remainder()) == ([], "rest", "")
    output.close()


def test_a_reading_that_is_interrupted_loses_no_line() -> None:
    output = ProcessOutput()
    _written(output, "one\ntwo\nthree\n")
    lines = output.lines()
    assert next(lines) == "one\n"
    del lines
    assert list(output.lines()) == ["two\n", "three\n"]
    output.close()


def test_bytes_that_are_not_utf_8_are_replaced() -> None:
    output = ProcessOutput()
    subprocess.run(["/bin/printf", r"\377\n"], stdout=output.fileno(), check=True)
    assert list(output.lines()) == ["\N{REPLACEMENT CHARACTER}\n"]
    output.close()


def test_a_writer_outlives_its_reader(tmp_path: Path) -> None:
    output = ProcessOutput()
    sign = tmp_path / "reader-is-gone"
    writer = subprocess.Popen([sys.executable, "-c", _WRITER, str(sign)], stdout=output.fileno())
    while not list(output.lines()):
        time.sleep(0.01)
    output.close()
    sign.touch()
    assert writer.wait(timeout=30) == 0
    assert (tmp_path / "finished").exists()


def test_a_writer_into_a_pipe_does_not(tmp_path: Path) -> None:
    """The control: what happened when the output went into a pipe."""
    sign = tmp_path / "reader-is-gone"
    script = 'echo before; while [ ! -e "$0" ]; do sleep 0.01; done; while echo after; do :; done'
    writer = subprocess.Popen(["/bin/bash", "-c", script, str(sign)], stdout=subprocess.PIPE)
    assert writer.stdout is not None
    assert writer.stdout.readline() == b"before\n"
    writer.stdout.close()
    sign.touch()
    assert writer.wait(timeout=30) != 0


def test_what_is_written_has_no_name_on_a_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    output = ProcessOutput()
    _written(output, "a value\n")
    assert list(tmp_path.iterdir()) == []
    output.close()

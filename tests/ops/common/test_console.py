"""How an error looks."""

import errno
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from rich.console import Console

from ops.common.console import print_error, run
from ops.common.errors import ExitCode, UserError
from ops.engine.synthesis.stacks import PROJECT


def test_an_error_shows_what_where_and_remedy_as_they_are() -> None:
    output = io.StringIO()
    error = UserError("no [bold]such[/bold] file\nsecond line", where="/a/b", remedy="make it")
    print_error(Console(file=output, width=40), error)
    assert output.getvalue() == (
        "error: no [bold]such[/bold] file\nsecond line\n  where: /a/b\n remedy: make it\n"
    )
    assert str(error) == "no [bold]such[/bold] file\nsecond line\nwhere: /a/b\nremedy: make it"


def test_a_part_that_is_empty_is_left_out() -> None:
    output = io.StringIO()
    print_error(Console(file=output, width=40), UserError("broken"))
    assert output.getvalue() == "error: broken\n"


def _ends_with(failure: BaseException, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    app = typer.Typer(pretty_exceptions_enable=False)

    @app.command()
    def work() -> None:
        raise failure

    output = io.StringIO()
    monkeypatch.setattr("sys.argv", ["work"])
    with pytest.raises(SystemExit) as ended:
        run(app, errors=Console(file=output, width=200))
    return int(ended.value.code or 0), output.getvalue()


def test_a_person_s_mistake_ends_in_its_exit_code_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    code, said = _ends_with(UserError("broken", remedy="mend it"), monkeypatch)
    assert (code, said) == (ExitCode.FAILED, "error: broken\n remedy: mend it\n")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_named_with_the_file_that_found_no_room(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    failure = OSError(number, "no space left", "/home/ana/.ops/production/plans/app.tfplan")
    code, said = _ends_with(failure, monkeypatch)
    assert code == ExitCode.NO_SPACE
    assert "the disk is full: no space left" in said
    assert "/home/ana/.ops/production/plans/app.tfplan" in said


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.EIO, errno.ENOTDIR, errno.ENOENT])
def test_a_file_that_the_system_refuses_is_named_without_a_traceback(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, said = _ends_with(OSError(number, "Refused by the system", "/home/ana/.ops"), monkeypatch)
    assert code == ExitCode.FAILED
    assert said.startswith("error: refused by the system\n  where: /home/ana/.ops\n remedy: ")


def test_a_failure_of_the_system_that_is_not_about_a_file_is_not_hidden(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = typer.Typer(pretty_exceptions_enable=False)

    @app.command()
    def work() -> None:
        raise OSError(errno.EINVAL, "no file is named")

    monkeypatch.setattr("sys.argv", ["work"])
    with pytest.raises(OSError, match="no file is named"):
        run(app, errors=Console(file=io.StringIO()))


def test_ctrl_c_before_anything_began_says_that_it_was_stopped_and_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    code, said = _ends_with(KeyboardInterrupt(), monkeypatch)
    assert code == ExitCode.INTERRUPTED
    assert "error: stopped by Ctrl-C or a signal" in said
    assert "remedy: run the same command again" in said


def test_an_exit_code_that_a_command_chose_is_not_taken_for_ctrl_c(monkeypatch: pytest.MonkeyPatch) -> None:
    code, said = _ends_with(typer.Exit(ExitCode.INTERRUPTED), monkeypatch)
    assert (code, said) == (ExitCode.INTERRUPTED, "")


_CLOSED_PIPE = """
import os, sys
import typer
from rich.console import Console
from ops.common.console import run

app = typer.Typer()

@app.command()
def work() -> None:
    for number in range(3000):
        Console().print(f"line {number}")
        typer.echo("progress", err=True)
    with open(os.environ["DONE"], "w") as file:
        file.write("done")
    raise typer.Exit(14)

run(app, errors=Console(stderr=True))
"""


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("pipe", ["| head -1", "2>&1 | head -1"])
def test_a_reader_that_ends_early_does_not_end_the_command(
    pipe: str, unbuffered: str, tmp_path: Path
) -> None:
    script = tmp_path / "work.py"
    script.write_text(_CLOSED_PIPE)
    done = tmp_path / "done"
    shell = f'"{sys.executable}" "{script}" {pipe}; echo "code ${{PIPESTATUS[0]}}"'
    ended = subprocess.run(
        ["bash", "-c", shell],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT), "DONE": str(done), "PYTHONUNBUFFERED": unbuffered},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.read_text() == "done"
    assert "code 14" in ended.stdout
    assert "BrokenPipe" not in ended.stdout + ended.stderr

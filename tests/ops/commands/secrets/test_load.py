"""`ops secrets load`: what reaches the shell, what is said of it, and that no value is logged."""

import os
import pty
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import pytest
import typer
from typer.testing import CliRunner, Result

from ops.commands.secrets import command
from ops.commands.secrets.load import check_notes, load_notes
from ops.delivery.releases.store import ReleaseStore
from ops.delivery.secrets.env_file import EnvFile, EnvFileError, read_env_file

OPS = Path(sys.executable).parent / "ops"
VALUE = "p$tail&touch ran; 'q' `x`"


def _file(tmp_path: Path, text: str) -> EnvFile:
    path = tmp_path / ".env"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return read_env_file(path)


def _load(path: Path, *options: str) -> Result:
    app = typer.Typer()
    command.register(app)
    return CliRunner().invoke(app, ["secrets", "load", *options, str(path)])


@pytest.mark.parametrize("shell", ["/bin/sh", "/bin/bash"])
def test_a_traced_shell_gets_the_value_and_logs_none(tmp_path: Path, shell: str) -> None:
    _file(tmp_path, f'A="{VALUE}"\n')
    script = f'eval "$({OPS} secrets load)"; case $- in *x*) set +x; echo traced;; esac; printf "%s" "$A"'
    done = subprocess.run([shell, "-xc", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == f"traced\n{VALUE}"
    assert "p$tail" not in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == [".env"]


def test_a_wrong_file_stops_the_commands_behind_it(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("A='secret\n", encoding="utf-8")
    script = f'eval "$({OPS} secrets load)" && echo went on'
    done = subprocess.run(
        ["/bin/sh", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "A has no closing '" in done.stderr


def test_the_output_names_the_variables_and_has_no_value(tmp_path: Path) -> None:
    result = _load(_file(tmp_path, "A='marker-one'\nB=''\n").path)
    assert result.exit_code == 0
    assert "A" in result.stderr
    assert "marker" not in result.output


def test_a_terminal_is_shown_nothing_of_the_file(tmp_path: Path) -> None:
    path = _file(tmp_path, "A='marker-one'\n").path
    reader, terminal = pty.openpty()
    done = subprocess.run(
        [OPS, "secrets", "load", "--values", path],
        stdout=terminal,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.set_blocking(reader, False)
    with pytest.raises(BlockingIOError):
        os.read(reader, 1)
    os.close(terminal)
    os.close(reader)
    assert done.returncode == 2
    assert 'eval "$(ops secrets load)"' in done.stderr


def test_a_missing_file_is_an_error_with_the_command_that_makes_it(tmp_path: Path) -> None:
    result = _load(tmp_path / ".env")
    assert isinstance(result.exception, EnvFileError)


FILE = "OPENAI_API_KEY='one'\nDATABASE_URL=''\nA=x$y\n"


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"OPENAI_API_KEY": "two"}, "OPENAI_API_KEY had another value in this shell"),
        ({"DATABASE_URL": "two"}, "DATABASE_URL is empty on line 2"),
        ({"TF_VAR_openai_api_key": "two"}, "TF_VAR_openai_api_key has another value"),
        ({"TF_VAR_database_url": "two"}, "unset TF_VAR_database_url"),
        ({}, "line 3: A is taken as it stands; a shell replaces what follows `$`"),
    ],
)
def test_loading_names_what_differs(tmp_path: Path, variables: dict[str, str], said: str) -> None:
    notes = list(load_notes(_file(tmp_path, FILE), variables))
    assert any(said in note for note in notes)
    assert not any("two" in note for note in notes)


def test_loading_what_the_shell_has_already_only_says_what_was_loaded(tmp_path: Path) -> None:
    file = _file(tmp_path, "OPENAI_API_KEY='one'\n")
    variables = {"OPENAI_API_KEY": "one", "TF_VAR_openai_api_key": "one"}
    assert list(load_notes(file, variables)) == [f"loaded from {file.path}: OPENAI_API_KEY"]


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({}, "OPENAI_API_KEY is on line 1"),
        ({"OPENAI_API_KEY": "two"}, "OPENAI_API_KEY has another value in this shell than on line 1"),
        ({"OPENAI_API_KEY": "one", "DATABASE_URL": "two"}, "DATABASE_URL is empty on line 2"),
    ],
)
def test_the_check_names_what_is_used_and_does_not_stand_in_the_file(
    tmp_path: Path, variables: dict[str, str], said: str
) -> None:
    notes = list(check_notes(_file(tmp_path, "OPENAI_API_KEY='one'\nDATABASE_URL=''\n"), variables))
    assert len(notes) == 1
    assert said in notes[0]


def test_the_command_check_compares_with_the_file_in_this_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _file(tmp_path, "OPENAI_API_KEY='one'\n")
    monkeypatch.chdir(tmp_path)
    workspace = SimpleNamespace(stacks=(), variables={}, container=nullcontext)
    monkeypatch.setattr(command, "open_workspace", lambda **_: workspace)
    monkeypatch.setattr(command, "revision_key", lambda _: b"key")
    monkeypatch.setattr(ReleaseStore, "find_last_passed", lambda _: None)
    app = typer.Typer()
    command.register(app)
    result = CliRunner().invoke(app, ["secrets", "check", "--json"], env={"OPENAI_API_KEY": "marker-two"})
    assert (result.exit_code, result.stdout) == (0, "[]\n")
    assert "OPENAI_API_KEY has another value in this shell than on line 1 of .env" in result.stderr
    assert "marker" not in result.stderr


def test_the_check_is_silent_where_the_shell_has_what_stands_in_the_file(tmp_path: Path) -> None:
    assert list(check_notes(_file(tmp_path, "A='one'\nB=''\n"), {"A": "one"})) == []

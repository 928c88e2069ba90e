"""Commands that are imported when they are called, in the command lines `ops` and `rehearse`."""

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

import ops.cli
import rehearsal.cli
from ops.common.command_table import Command
from ops.engine.synthesis.stacks import PROJECT

TABLES = {"ops": ops.cli.COMMANDS, "rehearse": rehearsal.cli.COMMANDS}
APPS = {"ops": ops.cli.app, "rehearse": rehearsal.cli.app}
COMMANDS = [command for table in TABLES.values() for command in table]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: f"{command.module}:{command.name}")
def test_the_help_in_the_table_is_the_first_line_of_the_commands_docstring(command: Command) -> None:
    loaded = command.load()
    assert loaded.name == command.name
    assert (loaded.help or "").partition("\n")[0] == command.help


@pytest.mark.parametrize("name", TABLES)
def test_help_shows_every_command_in_its_panel(name: str) -> None:
    text = CliRunner().invoke(APPS[name], ["--help"], env={"COLUMNS": "200"}).stdout
    panel = ""
    shown = {}
    for line in text.splitlines():
        if line.startswith("╭─"):
            panel = line.strip("╭─╮ ")
        elif line.startswith("│"):
            shown[line.split()[1]] = panel
    assert {command.name: command.panel for command in TABLES[name]}.items() <= shown.items()


@pytest.mark.parametrize(("program", "module"), [("ops", "ops.cli"), ("rehearse", "rehearsal.cli")])
def test_help_imports_no_command_and_none_of_their_libraries(program: str, module: str) -> None:
    imported = _imported(program, module, "--help")
    heavy = {"azure", "kubernetes", "pydantic", "httpx", "matplotlib", "locust", "environments"}
    assert "typer" in imported
    assert not [name for name in imported if name.split(".")[0] in heavy]
    assert not [name for name in imported if ".commands." in name]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("ops dep", ["deploy"]),
        ("ops power st", ["status", "stop", "start"]),
        ("ops deploy --image", ["--image"]),
        ("rehearse cloud l", ["live", "ls"]),
    ],
)
def test_completion_reaches_into_a_command(
    words: str, expected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_TYPER_COMPLETE_ARGS", words)
    program = words.partition(" ")[0]
    done = CliRunner().invoke(
        APPS[program], prog_name=program, env={f"_{program.upper()}_COMPLETE": "complete_zsh"}
    )
    assert all(f'"{word}' in done.stdout for word in expected), done.stdout


def test_a_command_that_does_not_exist_is_a_usage_error_that_suggests_one() -> None:
    done = CliRunner().invoke(ops.cli.app, ["deplo"])
    assert done.exit_code == 2
    assert "Did you mean 'deploy'?" in done.stderr


@pytest.mark.parametrize("name", APPS)
def test_the_version_names_the_commit(name: str) -> None:
    done = CliRunner().invoke(APPS[name], ["--version"])
    commit = subprocess.run(
        ["git", "rev-parse", "--short=12", "HEAD"], cwd=PROJECT, check=True, capture_output=True, text=True
    )
    assert done.exit_code == 0
    assert done.stdout.startswith(f"{name} ")
    assert f"commit {commit.stdout.strip()}, Python " in done.stdout


def test_a_command_that_reads_the_state_store_imports_no_asynchronous_http_library() -> None:
    imported = _imported("ops", "ops.cli", "deploy", "--help")
    assert "azure.storage.blob" in imported
    assert not [name for name in imported if name.startswith("aiohttp.")]


def _imported(program: str, module: str, *arguments: str) -> list[str]:
    """Run a command line in a process of its own; return the modules that it imported."""
    start = f"import sys; sys.argv = {[program, *arguments]!r}; import json, {module} as cli"
    names = "print(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    shown = f"{start}\ntry: cli.main()\nfinally: {names}"
    done = subprocess.run(
        [sys.executable, "-c", shown], cwd=PROJECT, check=True, capture_output=True, text=True
    )
    imported: list[str] = json.loads(done.stderr)
    return imported

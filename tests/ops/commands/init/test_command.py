import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from ops.commands.init import command
from ops.commands.init.questions import UnansweredError
from ops.commands.init.scaffold import code_owners_text, environment_texts, shipped_answers
from ops.common.errors import ExitCode, UserError

FLAGS = ("--name", "acme", "--region", "westeurope", "--repository", "octo/shop", "--email", "me@example.com")
SIZE = ("--size", "standard")


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with the files that the repository is shipped with."""
    (tmp_path / "environments").mkdir()
    (tmp_path / ".github").mkdir()
    for name, text in environment_texts(shipped_answers()).items():
        (tmp_path / "environments" / f"{name}.yaml").write_text(text)
    (tmp_path / ".github" / "CODEOWNERS").write_text(code_owners_text(shipped_answers()))
    (tmp_path / ".env.example").write_text("SECRET=''\n")
    monkeypatch.setattr(command, "PROJECT", tmp_path)
    monkeypatch.setenv("ENVIRONMENTS_DIR", str(tmp_path / "environments"))
    return tmp_path


def _init(*arguments: str, said: str | None = None) -> Result:
    app = typer.Typer()
    command.register(app)
    return CliRunner().invoke(app, list(arguments), input=said)


def _error(result: Result) -> UserError:
    assert isinstance(result.exception, UserError), result.output
    return result.exception


def _texts(clone: Path) -> dict[str, str]:
    return {str(path.relative_to(clone)): path.read_text() for path in clone.rglob("*") if path.is_file()}


def test_all_files_get_the_names_and_a_second_run_changes_nothing(clone: Path) -> None:
    first = _init(*FLAGS, *SIZE, "--json")
    assert first.exit_code == 0, first.output
    document: dict[str, Any] = json.loads(first.output)
    assert document["files"] == {
        "environments/production.yaml": "replaced",
        "environments/staging.yaml": "replaced",
        "environments/budget.yaml": "replaced",
        ".env": "new",
        ".github/CODEOWNERS": "replaced",
        ".github/variables.env": "new",
    }
    written = _texts(clone)
    assert [name for name, text in written.items() if "hackathon" in text] == []
    assert "@octo\n" in written[".github/CODEOWNERS"]
    assert written[".env"] == "SECRET=''\n"
    again = _init(*FLAGS, *SIZE, "--json")
    assert again.exit_code == 0, again.output
    assert set(json.loads(again.output)["files"].values()) == {"same"}
    assert _texts(clone) == written


def test_a_file_that_was_changed_is_kept_and_named(clone: Path) -> None:
    production = clone / "environments" / "production.yaml"
    edited = production.read_text().replace("location: eastus", "location: northeurope")
    production.write_text(edited)
    (clone / ".env").write_text("SECRET='mine'\n")
    error = _error(_init(*FLAGS, *SIZE))
    assert error.exit_code == ExitCode.FAILED
    assert error.where == "environments/production.yaml"
    assert production.read_text() == edited
    assert (clone / ".env").read_text() == "SECRET='mine'\n"
    assert "acme" in (clone / "environments" / "staging.yaml").read_text()


def test_without_a_terminal_every_missing_flag_is_named_and_nothing_is_written(clone: Path) -> None:
    before = _texts(clone)
    error = _error(_init("--name", "acme"))
    assert isinstance(error, UnansweredError)
    assert error.exit_code == ExitCode.USAGE
    for flag in ("--region", "--repository", "--email", "--size"):
        assert flag in error.remedy
    assert "--name" not in error.remedy
    assert _texts(clone) == before


def test_a_person_is_asked_again_until_an_answer_fits_and_defaults_are_taken(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "_at_a_terminal", lambda: True)
    result = _init(said="Acme Inc\nacme\n\n\nme@example.com\n\n")
    assert result.exit_code == 0, result.output
    assert "'Acme Inc' must be 3–13" in result.output
    production = (clone / "environments" / "production.yaml").read_text()
    assert "location: eastus" in production
    assert "github:" not in production
    assert "@hackathon-todo" in (clone / ".github" / "CODEOWNERS").read_text()


def test_an_answer_that_breaks_its_rule_is_refused_before_anything_is_written(clone: Path) -> None:
    before = _texts(clone)
    error = _error(_init(*FLAGS, "--size", "huge"))
    assert (error.exit_code, error.where) == (ExitCode.USAGE, "--size")
    assert _texts(clone) == before


def test_ids_that_are_given_are_written_and_are_no_next_step(clone: Path) -> None:
    guid = "12345678-90ab-cdef-1234-567890abcdef"
    result = _init(*FLAGS, *SIZE, "--subscription", guid, "--admin-group", guid)
    assert result.exit_code == 0, result.output
    assert (clone / "environments" / "production.yaml").read_text().count(guid) == 2
    assert f"AZURE_SUBSCRIPTION_ID={guid}" in (clone / ".github" / "variables.env").read_text()
    assert "az account show" not in result.output
    assert "ops bootstrap --check" in result.output

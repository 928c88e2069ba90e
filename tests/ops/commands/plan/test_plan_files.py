"""`ops plan --from` and `ops drift --from`: the report of a plan of any project, without a workspace."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from ops.commands.drift import command as drift_command
from ops.commands.plan import command as plan_command
from ops.common.errors import ExitCode, UserError
from ops.common.hidden_header import hidden_facts
from ops.delivery.planning.fingerprint import fingerprint
from tests.ops.delivery.planning.plans import plan, resource

PLAN = plan(
    resource("aws_s3_bucket.logs", "update", before={"acl": "private"}, after={"acl": "public-read"}),
    drift=(
        resource("aws_instance.web", "update", before={"ami": "ami-1"}, after={"ami": "ami-2"}),
        resource(
            "kubernetes_deployment_v1.x",
            "update",
            before={"metadata": [{"resource_version": "1"}]},
            after={"metadata": [{"resource_version": "2"}]},
        ),
    ),
)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a plan's file; the current folder is no checkout of this repository, and nothing is opened."""

    def refuse(**_: object) -> None:
        raise AssertionError("a workspace was opened")

    monkeypatch.chdir(tmp_path)
    for command in (plan_command, drift_command):
        monkeypatch.setattr(command, "open_workspace", refuse)
    path = tmp_path / "theirs.json"
    path.write_text(json.dumps(PLAN))
    return path


def _run(command: str, *arguments: object) -> Result:
    app = typer.Typer()
    (plan_command if command == "plan" else drift_command).register(app)
    result = CliRunner().invoke(app, [str(each) for each in arguments], env={"COLUMNS": "200"})
    if isinstance(result.exception, UserError):
        raise result.exception
    return result


def test_the_plan_of_a_file_is_shown_written_as_comment_and_as_json(file: Path, tmp_path: Path) -> None:
    shown = _run("plan", "--from", file)
    assert "aws_s3_bucket.logs" in shown.output
    assert "acl: private -> public-read" in shown.output
    comment = tmp_path / "comment.md"
    document = json.loads(
        _run("plan", "--from", file, "--json", "--markdown", comment, "-e", "theirs").stdout
    )
    assert document["fingerprints"] == {"theirs": fingerprint(PLAN)}
    facts = hidden_facts(comment.read_text())
    assert facts
    assert facts["fingerprints"] == document["fingerprints"]
    assert facts["environment"] == "theirs"
    assert "acl: private -> public-read" in comment.read_text()


def test_the_drift_of_a_file_is_shown_with_its_exit_code(file: Path, tmp_path: Path) -> None:
    seen = _run("drift", "--from", file, "--markdown", tmp_path / "drift")
    assert seen.exit_code == ExitCode.DRIFT
    assert "ami: ami-1 -> ami-2" in seen.output
    assert "resource_version" not in seen.output
    assert "ami: ami-1 -> ami-2" in (tmp_path / "drift" / "theirs.md").read_text()
    document = json.loads(_run("drift", "--from", file, "--json").stdout)
    assert document["clean"] is False


def test_rules_apply_to_the_drift_of_a_file(file: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text(
        "- {address: aws_instance.web, attribute: ami, reason: replaced every week, until: 9999-01-01}\n"
    )
    assert _run("drift", "--from", file, "--rules", rules).exit_code == 0


@pytest.mark.parametrize(
    ("command", "arguments"),
    [("plan", ["--save", "x"]), ("plan", ["--no-refresh"]), ("plan", ["app"]), ("drift", ["--issues"])],
)
def test_an_option_that_needs_the_cloud_is_refused(file: Path, command: str, arguments: list[str]) -> None:
    with pytest.raises(UserError, match=r"has no meaning beside it") as refused:
        _run(command, "--from", file, *arguments)
    assert refused.value.exit_code == ExitCode.USAGE
    assert arguments[0] in refused.value.what or "stacks" in refused.value.what


def test_the_missing_folder_of_a_comment_is_created(file: Path, tmp_path: Path) -> None:
    _run("plan", "--from", file, "--markdown", tmp_path / "none" / "comment.md")
    assert "aws_s3_bucket.logs" in (tmp_path / "none" / "comment.md").read_text()


@pytest.mark.parametrize(
    ("command", "place"), [("plan", "theirs.json/comment.md"), ("plan", "folder"), ("drift", "theirs.json")]
)
def test_a_place_where_no_markdown_can_be_written_is_refused(
    file: Path, tmp_path: Path, command: str, place: str
) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(UserError, match=r"cannot be written") as refused:
        _run(command, "--from", file, "--markdown", tmp_path / place)
    assert refused.value.exit_code == ExitCode.USAGE
    assert f"'{tmp_path / place}'" in refused.value.what
    assert refused.value.where == "--markdown"


def test_the_drift_of_two_files_of_one_name_is_written_into_two_files(file: Path, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    other = tmp_path / "more" / file.name
    other.write_text(file.read_text())
    _run("drift", "--from", file, "--from", other, "--markdown", tmp_path / "drift")
    assert len(list((tmp_path / "drift").iterdir())) == 2

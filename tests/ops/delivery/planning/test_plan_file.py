import json
from pathlib import Path
from typing import Any

import pytest

from ops.common.errors import ExitCode
from ops.delivery.planning.plan_file import PlanFileError, read_plan_file, report_of_files
from tests.ops.delivery.planning.plans import plan, resource

PLAN = plan(resource("aws_s3_bucket.logs", "create", after={"bucket": "logs"}))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_plan_is_read_in_each_encoding_that_a_shell_redirects_in(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(PLAN), encoding=encoding)
    assert read_plan_file(file) == PLAN


def test_each_file_is_a_stack_that_is_named_as_the_file(tmp_path: Path) -> None:
    for name in ("one.json", "two | `x`.json"):
        (tmp_path / name).write_text(json.dumps(PLAN))
    report = report_of_files(sorted(tmp_path.iterdir()), environment="theirs")
    assert list(report.fingerprints) == ["one", "two-x-"]
    assert len({*report.fingerprints.values()}) == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not JSON"),
        (b"not json", "not JSON"),
        (b"\xff\xff\xff", "not JSON"),
        (b"[" * 200_000, "not JSON"),
        (b"PK\x03\x04", "saved plan"),
        (b"[]", "not that of a plan"),
        (b"{}", "format_version"),
        (b'{"format_version": "1.0", "values": {}}', "a state, not a plan"),
        (b'{"format_version": "1.0"}', "not a plan"),
        (b'{"format_version": "2.0", "resource_changes": []}', "format 2.0"),
        (b'{"format_version": "1.2", "errored": true, "resource_changes": []}', "incomplete"),
        (b'{"format_version": "1.2", "resource_changes": [{"address": "a.b"}]}', r"resource_changes\.0\."),
        (
            b'{"format_version": "1.2", "resource_changes": [{"address": "a.b", "type": "a", "change": '
            b'{"actions": ["explode"]}}]}',
            r"actions\.0",
        ),
    ],
)
def test_a_file_that_is_no_plan_is_refused_with_the_reason(
    tmp_path: Path, content: bytes, message: str
) -> None:
    file = tmp_path / "plan.json"
    file.write_bytes(content)
    with pytest.raises(PlanFileError, match=message) as refused:
        read_plan_file(file)
    assert refused.value.exit_code == ExitCode.USAGE
    assert refused.value.where == str(file)
    assert "terraform" in refused.value.remedy


def test_a_file_that_does_not_exist_or_is_a_folder_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(PlanFileError, match="cannot be read"):
            read_plan_file(path)


def test_a_refresh_only_plan_without_resource_changes_is_a_plan(tmp_path: Path) -> None:
    facts: dict[str, Any] = {k: v for k, v in PLAN.items() if k != "resource_changes"}
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(facts))
    assert report_of_files([file], environment="x").empty

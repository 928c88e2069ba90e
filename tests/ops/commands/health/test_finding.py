"""The order of findings, and the exit code of the worst."""

import pytest

from ops.commands.health.finding import Area, Finding, Health, exit_code, shown, worst_first
from ops.common.errors import ExitCode
from ops.engine.terraform.redaction import Redactor


def finding(status: Health, section: Area = Area.NODES, detail: str = "") -> Finding:
    return Finding(section=section, subject="x", status=status, detail=detail)


def test_the_worst_comes_first_and_what_others_stand_on_before_them() -> None:
    mixed = [
        finding(Health.OK),
        finding(Health.FAILED, Area.URL),
        finding(Health.ATTENTION),
        finding(Health.FAILED, Area.ADDONS),
        finding(Health.UNREAD),
    ]
    assert [(item.status, item.section) for item in worst_first(mixed)] == [
        (Health.FAILED, Area.ADDONS),
        (Health.FAILED, Area.URL),
        (Health.UNREAD, Area.NODES),
        (Health.ATTENTION, Area.NODES),
        (Health.OK, Area.NODES),
    ]


@pytest.mark.parametrize(
    ("statuses", "code"),
    [
        ([], None),
        ([Health.OK, Health.ABSENT], None),
        ([Health.OK, Health.ATTENTION], ExitCode.NEEDS_ATTENTION),
        ([Health.UNREAD], ExitCode.NEEDS_ATTENTION),
        ([Health.ATTENTION, Health.FAILED, Health.UNREAD], ExitCode.UNHEALTHY),
    ],
)
def test_the_exit_code_is_that_of_the_worst(statuses: list[Health], code: ExitCode | None) -> None:
    assert exit_code([finding(status) for status in statuses]) == code


def test_a_clusters_message_is_shown_without_secrets_and_control_characters() -> None:
    told = shown(finding(Health.FAILED, detail="tried hunter2-secret\x1b[2J"), Redactor(["hunter2-secret"]))
    assert told.detail == "tried (sensitive) [2J"

"""The order of findings, and the exit code of the worst."""

import pytest

from ops.commands.health.finding import Finding, Section, Status, exit_code, shown, worst_first
from ops.common.errors import ExitCode
from ops.engine.terraform.redaction import Redactor


def finding(status: Status, section: Section = Section.NODES, detail: str = "") -> Finding:
    return Finding(section=section, subject="x", status=status, detail=detail)


def test_the_worst_comes_first_and_what_others_stand_on_before_them() -> None:
    mixed = [
        finding(Status.OK),
        finding(Status.FAILED, Section.URL),
        finding(Status.ATTENTION),
        finding(Status.FAILED, Section.ADDONS),
        finding(Status.UNREAD),
    ]
    assert [(item.status, item.section) for item in worst_first(mixed)] == [
        (Status.FAILED, Section.ADDONS),
        (Status.FAILED, Section.URL),
        (Status.UNREAD, Section.NODES),
        (Status.ATTENTION, Section.NODES),
        (Status.OK, Section.NODES),
    ]


@pytest.mark.parametrize(
    ("statuses", "code"),
    [
        ([], None),
        ([Status.OK, Status.ABSENT], None),
        ([Status.OK, Status.ATTENTION], ExitCode.NEEDS_ATTENTION),
        ([Status.UNREAD], ExitCode.NEEDS_ATTENTION),
        ([Status.ATTENTION, Status.FAILED, Status.UNREAD], ExitCode.UNHEALTHY),
    ],
)
def test_the_exit_code_is_that_of_the_worst(statuses: list[Status], code: ExitCode | None) -> None:
    assert exit_code([finding(status) for status in statuses]) == code


def test_a_clusters_message_is_shown_without_secrets_and_control_characters() -> None:
    told = shown(finding(Status.FAILED, detail="tried hunter2-secret\x1b[2J"), Redactor(["hunter2-secret"]))
    assert told.detail == "tried (sensitive) [2J"

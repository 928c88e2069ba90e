"""What is shown beside a trouble: the end of its log, and nothing that must not be seen."""

from dataclasses import dataclass, field

import pytest

from ops.delivery.rollout.diagnosis import Trouble, TroubleKind
from ops.delivery.rollout.diagnostics import with_diagnostics
from ops.delivery.rollout.observations import WorkloadStatus
from ops.engine.terraform.redaction import MASK, Redactor


@dataclass
class Log:
    text: str
    asked: list[tuple[str, str]] = field(default_factory=list)

    def observe(self) -> tuple[WorkloadStatus, ...]:
        return ()

    def log(self, *, pod: str, container: str, lines: int) -> str:
        self.asked.append((pod, container))
        return self.text


def trouble(
    kind: TroubleKind = TroubleKind.CRASH, *, detail: str = "exit code 1", events: tuple[str, ...] = ()
) -> Trouble:
    return Trouble(
        workload="Deployment/api", kind=kind, detail=detail, pod="api-1", container="main", events=events
    )


def shown(found: Trouble, log: str = "", *, secrets: tuple[str, ...] = ()) -> Trouble:
    (result,) = with_diagnostics([found], cluster=Log(log), redactor=Redactor(secrets))
    return result


def test_the_last_lines_of_the_log_are_kept_without_the_empty_ones() -> None:
    log = "\n\n".join(f"line {number}" for number in range(30))
    assert shown(trouble(), log).log_lines == tuple(f"line {number}" for number in range(20, 30))


def test_a_secret_is_masked_in_detail_events_and_log() -> None:
    found = trouble(detail="exit code 1: top-secret", events=("Failed: top-secret",))
    result = shown(found, "key=top-secret", secrets=("top-secret",))
    assert result.detail == f"exit code 1: {MASK}"
    assert result.events == (f"Failed: {MASK}",)
    assert result.log_lines == (f"key={MASK}",)


def test_a_line_that_looks_like_a_credential_is_not_shown() -> None:
    result = shown(trouble(), "fine\ncannot connect to postgresql://todo:pa55word@db/todo")
    assert result.log_lines == ("fine", "(not shown: it may contain a credential)")


def test_a_long_line_is_cut_and_control_characters_reach_no_terminal() -> None:
    (line,) = shown(trouble(), "\x1b]0;title\x07" + "x" * 1000).log_lines
    assert line.startswith(" ]0;title xxx")
    assert (len(line), line[-1]) == (501, "…")


@pytest.mark.parametrize(
    "kind", [TroubleKind.IMAGE, TroubleKind.CONFIGURATION, TroubleKind.QUOTA, TroubleKind.SCHEDULING]
)
def test_no_log_is_asked_for_where_no_container_has_run(kind: TroubleKind) -> None:
    log = Log("a log")
    (result,) = with_diagnostics([trouble(kind)], cluster=log, redactor=Redactor())
    assert (result.log_lines, log.asked) == ((), [])

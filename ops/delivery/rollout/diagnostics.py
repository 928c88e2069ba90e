"""The diagnostics of a trouble: events and log lines, with secrets masked."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from ops.delivery.rollout.cluster import ClusterReader
from ops.delivery.rollout.diagnosis import Trouble, TroubleKind
from ops.engine.terraform.credentials import masked_text
from ops.engine.terraform.redaction import Redactor

_LINES: Final = 10
_LINE_LENGTH: Final = 500
_NOT_SHOWN: Final = "(not shown: it may contain a credential)"
# Kinds where a container has run and has a log.
_LOGGED: Final = frozenset({TroubleKind.CRASH, TroubleKind.PROBE, TroubleKind.JOB, TroubleKind.JOB_ATTEMPT})


def with_diagnostics(
    troubles: Iterable[Trouble], *, cluster: ClusterReader, redactor: Redactor
) -> tuple[Trouble, ...]:
    """Return the troubles with log lines, masked."""
    return tuple(_with_diagnostics(trouble, cluster, redactor) for trouble in troubles)


def shown(trouble: Trouble, redactor: Redactor) -> Trouble:
    """Return a trouble with secrets masked and without control characters."""
    return replace(
        trouble,
        detail=shown_line(trouble.detail, redactor),
        events=tuple(shown_line(event, redactor) for event in trouble.events),
    )


def shown_line(text: str, redactor: Redactor) -> str:
    """Return a message of the cluster as one masked line."""
    return _line(redactor.text(text))


def _with_diagnostics(trouble: Trouble, cluster: ClusterReader, redactor: Redactor) -> Trouble:
    log = ""
    if trouble.kind in _LOGGED and trouble.pod and trouble.container:
        log = cluster.log(pod=trouble.pod, container=trouble.container, lines=_LINES)
    # Masked as a whole: a secret may have several lines.
    lines = [_line(line) for line in redactor.text(log).splitlines()]
    return replace(
        shown(trouble, redactor), log_lines=tuple([line for line in lines if line.strip()][-_LINES:])
    )


def _line(text: str) -> str:
    """Return a printable line of limited length, or a notice when it looks like a credential."""
    if masked_text(text) != text:
        return _NOT_SHOWN
    plain = "".join(character if character.isprintable() else " " for character in text)
    return plain if len(plain) <= _LINE_LENGTH else f"{plain[:_LINE_LENGTH]}…"

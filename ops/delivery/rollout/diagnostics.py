"""What a trouble is shown with: the last lines of its log, and no secret in any of it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from ops.delivery.planning.masking import is_credential
from ops.delivery.rollout.cluster import Cluster
from ops.delivery.rollout.diagnosis import Kind, Trouble
from ops.engine.terraform.redaction import Redactor

_LINES: Final = 10
_LINE_LENGTH: Final = 500
_NOT_SHOWN: Final = "(not shown: it looks like it has a credential in it)"
# Only where a container has run is there a log.
_LOGGED: Final = frozenset({Kind.CRASH, Kind.PROBE, Kind.JOB, Kind.JOB_ATTEMPT})


def with_evidence(
    troubles: Iterable[Trouble], *, cluster: Cluster, redactor: Redactor
) -> tuple[Trouble, ...]:
    """Return the troubles with log lines, and with nothing in them that may not be shown."""
    return tuple(_with_evidence(trouble, cluster, redactor) for trouble in troubles)


def shown(trouble: Trouble, redactor: Redactor) -> Trouble:
    """Return a trouble as it may be shown: known secrets masked, and no control characters."""
    return replace(
        trouble,
        detail=shown_line(trouble.detail, redactor),
        events=tuple(shown_line(event, redactor) for event in trouble.events),
    )


def shown_line(text: str, redactor: Redactor) -> str:
    """Return a cluster's message as one line that may be shown."""
    return _line(redactor.text(text))


def _with_evidence(trouble: Trouble, cluster: Cluster, redactor: Redactor) -> Trouble:
    log = ""
    if trouble.kind in _LOGGED and trouble.pod and trouble.container:
        log = cluster.log(pod=trouble.pod, container=trouble.container, lines=_LINES)
    # The whole log is masked before it is cut into lines: a secret may have several.
    lines = [_line(line) for line in redactor.text(log).splitlines()]
    return replace(
        shown(trouble, redactor), log_lines=tuple([line for line in lines if line.strip()][-_LINES:])
    )


def _line(text: str) -> str:
    """Return one line that a terminal shows as it is. An unknown secret is told by its shape."""
    if is_credential(attribute="", value=text):
        return _NOT_SHOWN
    plain = "".join(character if character.isprintable() else " " for character in text)
    return plain if len(plain) <= _LINE_LENGTH else f"{plain[:_LINE_LENGTH]}…"

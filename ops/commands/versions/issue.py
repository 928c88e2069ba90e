"""The one issue about versions: open while something needs to be moved, closed when nothing does."""

from collections.abc import Sequence
from typing import Final

from ops.clients.github.managed_issue import Label, ManagedIssues
from ops.commands.versions.report import JudgedPin, markdown, urgent
from ops.common.hidden_header import hidden_header
from ops.common.markdown_text import fitted

LABEL: Final = Label(
    name="versions", colour="fbca04", about="A pinned version is near the end of its support"
)
_IDENTITY: Final = {"kind": "versions"}
_TITLE: Final = "Pinned versions near the end of their support"


def settle(issues: ManagedIssues, judged: Sequence[JudgedPin]) -> str:
    """Bring the issue up to date and return what was done; empty when there is nothing to say."""
    found = issues.find(_IDENTITY)
    if not urgent(judged):
        if found is None or found["state"] != "open":
            return ""
        issues.change(found, state="closed", state_reason="completed")
        return f"#{found['number']} closed"
    body = fitted(f"{hidden_header(**_IDENTITY)}\n{_said(judged)}\n\n{markdown(judged)}\n")
    if found is None:
        return f"#{issues.open(_IDENTITY, title=_TITLE, body=body)['number']} opened"
    if found["state"] == "open" and found["body"] == body:
        return f"#{found['number']} still says so"
    again = found["state"] != "open"
    issues.change(found, state="open", body=body)
    return f"#{found['number']} {'opened again' if again else 'updated'}"


def _said(judged: Sequence[JudgedPin]) -> str:
    names = ", ".join(f"{each.pin.program} {each.pin.version}" for each in urgent(judged))
    return (
        f"Support has ended, or ends within 90 days: {names}. The column *Moved by* says how each is moved."
    )

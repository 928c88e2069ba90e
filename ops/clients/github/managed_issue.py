"""Issues that we keep: found again by their hidden header, their label and their author; never a second one.

Source of the calls: docs.github.com, "REST API endpoints for issues", "for issue comments", "for labels".
They need `issues: write` and nothing else.
"""

from collections.abc import Mapping
from typing import Any

from ops.clients.github.author import wrote
from ops.clients.github.client import GitHub, Json
from ops.clients.github.creation import make_once
from ops.clients.github.labels import Label
from ops.common.errors import UserError
from ops.common.hidden_header import hidden_facts

Identity = Mapping[str, str]


class LabelRefusedError(UserError):
    """GitHub made an issue without its label, so that it would not be found again."""


class KeptIssues:
    """The issues with one label that one user wrote, each told from the others by its identity."""

    def __init__(self, github: GitHub, *, author: str, label: Label) -> None:
        self._github = github
        self._author = author
        self._label = label

    def find(self, identity: Identity) -> Json | None:
        """Return the issue of an identity: an open one before a closed one, then the newest."""
        query = {"state": "all", "labels": self._label.name}
        found = [issue for issue in self._github.items("/issues", **query) if self._is(issue, identity)]
        return max(found, key=lambda issue: (issue["state"] == "open", issue["number"]), default=None)

    def open(self, identity: Identity, *, title: str, body: str) -> Json:
        """Make an issue, and its label where that is missing. Raises LabelRefusedError."""
        if self._label.missing(self._github):
            self._label.make(self._github)
        wanted = {"title": title, "body": body, "labels": [self._label.name]}
        made: Json = make_once(lambda: self._github.post("/issues", wanted), lambda: self.find(identity))
        if self._label.name not in [label["name"] for label in made["labels"]]:
            raise LabelRefusedError(
                f"the issue was made without the label '{self._label.name}'",
                where=made["html_url"],
                remedy="the token needs issues: write. Label the issue by hand, or close it",
            )
        return made

    def change(self, issue: Json, **fields: Any) -> None:
        """Change some fields of an issue: its body, its state."""
        self._github.patch(f"/issues/{issue['number']}", fields)

    def say(self, issue: Json, text: str) -> None:
        """Add a comment, of which everybody who watches the issue hears."""
        self._github.post(f"/issues/{issue['number']}/comments", {"body": text})

    def _is(self, issue: Json, identity: Identity) -> bool:
        facts = hidden_facts(issue.get("body") or "")
        ours = "pull_request" not in issue and wrote(self._author, issue)
        return ours and facts is not None and identity.items() <= facts.items()

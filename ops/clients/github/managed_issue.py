"""Issues that commands keep up to date: identified by hidden header, label and author, never duplicated.

Source of the calls: docs.github.com, "REST API endpoints for issues", "for issue comments", "for labels".
They need `issues: write` and nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ops.clients.github.client import GitHubClient, Json, make_once
from ops.clients.github.environment import wrote
from ops.common.errors import UserError
from ops.common.hidden_header import hidden_facts

Identity = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Label:
    """A label: its name, its colour without the `#`, and its description."""

    name: str
    colour: str
    about: str

    def missing(self, github: GitHubClient) -> bool:
        """Return whether the repository lacks it."""
        return github.find(f"/labels/{self.name}") is None

    def make(self, github: GitHubClient) -> None:
        """Create it in the repository."""
        github.post("/labels", {"name": self.name, "color": self.colour, "description": self.about})


#: The label of every issue about drift.
DRIFT: Final = Label(name="drift", colour="d93f0b", about="The cloud differs from what was applied")


class ManagedIssues:
    """The issues with one label and one author, each with an identity that distinguishes it."""

    def __init__(self, github: GitHubClient, *, author: str, label: Label) -> None:
        self._github = github
        self._author = author
        self._label = label

    def find(self, identity: Identity) -> Json | None:
        """Return the issue with an identity; if there are several, an open one first, then the newest."""
        query = {"state": "all", "labels": self._label.name}
        found = [issue for issue in self._github.items("/issues", **query) if self._is(issue, identity)]
        return max(found, key=lambda issue: (issue["state"] == "open", issue["number"]), default=None)

    def open(self, identity: Identity, *, title: str, body: str) -> Json:
        """Create an issue, and its label if that is missing. Raises UserError if GitHub omits the label."""
        if self._label.missing(self._github):
            self._label.make(self._github)
        wanted = {"title": title, "body": body, "labels": [self._label.name]}
        made: Json = make_once(lambda: self._github.post("/issues", wanted), lambda: self.find(identity))
        if self._label.name not in [label["name"] for label in made["labels"]]:
            raise UserError(  # without the label it would not be found again
                f"the issue was created without the label '{self._label.name}'",
                where=made["html_url"],
                remedy="the token needs issues: write. Label the issue by hand, or close it",
            )
        return made

    def change(self, issue: Json, **fields: Any) -> None:
        """Change fields of an issue, for example its body or state."""
        self._github.patch(f"/issues/{issue['number']}", fields)

    def comment(self, issue: Json, text: str) -> None:
        """Add a comment, which notifies everybody who watches the issue."""
        self._github.post(f"/issues/{issue['number']}/comments", {"body": text})

    def _is(self, issue: Json, identity: Identity) -> bool:
        facts = hidden_facts(issue.get("body") or "")
        ours = "pull_request" not in issue and wrote(self._author, issue)
        return ours and facts is not None and identity.items() <= facts.items()

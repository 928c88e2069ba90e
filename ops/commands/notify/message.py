"""The text of a notification: the environment, the change, the outcome and links."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ops.delivery.releases.images import short_images
from ops.delivery.releases.release import Outcome, Release

_LONGEST_REASON: Final = 1_000
# The subjects that GitHub writes for a squash and for a merge.
_PULL_REQUEST: Final = re.compile(r"\(#(\d+)\)$|^Merge pull request #(\d+) ")


class Event(StrEnum):
    """The events that can be reported."""

    START = "start"
    SUCCESS = "success"
    FAILURE = "failure"
    ROLLBACK = "rollback"


_TITLES: Final = {
    Event.START: "deployment of {commit} started",
    Event.SUCCESS: "{commit} is live",
    Event.FAILURE: "deployment of {commit} failed",
    Event.ROLLBACK: "rolled back",
}
_SIGNS: Final = {
    Event.START: "▶",
    Event.SUCCESS: "✔",
    Event.FAILURE: "✖",
    Event.ROLLBACK: "↩",
}


@dataclass(frozen=True, kw_only=True)
class DeployedCommit:
    """The deployed commit, its subject, and links by name."""

    commit: str
    subject: str = ""
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Notification:
    """A message: a title, facts by name, links by name."""

    title: str
    facts: tuple[tuple[str, str], ...]
    links: tuple[tuple[str, str], ...]

    @property
    def plain(self) -> str:
        """The message as plain text, for mail."""
        lines = [f"{name}: {value}" for name, value in (*self.facts, *self.links)]
        return "\n".join([self.title, "", *lines, ""])

    @property
    def slack(self) -> str:
        """The message in Slack's markup, which escapes `&`, `<` and `>` as entities.

        Source: docs.slack.dev, "Formatting message text".
        """
        facts = [f"*{name}:* {_escaped(value)}" for name, value in self.facts]
        links = " · ".join(f"<{_escaped(url)}|{name}>" for name, url in self.links)
        return "\n".join([f"*{_escaped(self.title)}*", *facts, *([links] if links else [])])


def message(
    event: Event, *, environment: str, change: DeployedCommit, releases: Sequence[Release] = ()
) -> Notification:
    """Return the message about an event. `releases` are the records, newest first; there may be none."""
    facts = [("Change", f"{change.commit[:7]} {change.subject}".strip())]
    if event is not Event.START:
        facts += [(name, value) for name, value in _outcome(event, change.commit, releases) if value]
    title = _TITLES[event].format(commit=change.commit[:7])
    return Notification(
        title=f"{_SIGNS[event]} {environment}: {title}", facts=tuple(facts), links=change.links
    )


def pull_request_of(subject: str) -> int | None:
    """Return the pull request number in a commit's subject, as GitHub writes it; None if there is none."""
    found = _PULL_REQUEST.search(subject)
    return int(found[1] or found[2]) if found else None


def _outcome(event: Event, commit: str, releases: Sequence[Release]) -> Iterator[tuple[str, str]]:
    """Yield the outcome from the records, and nothing about the failure of another release.

    A deployment that was refused before it started has no record; the newest one is then from before.
    """
    if not releases:
        return
    newest = releases[0]
    failed_id = newest.id if newest.outcome is Outcome.FAILED else newest.rolls_back
    failed = next((release for release in releases if release.id == failed_id), None)
    if failed and event is Event.FAILURE and failed.commit != commit:
        failed = None
    if failed:
        yield "Failed", f"{failed.id}: {_bounded(failed.reason) or 'no reason was recorded'}"
    if newest.outcome is Outcome.PASSED:
        undoes = f", which undoes {newest.rolls_back}" if newest.rolls_back else ""
        yield "Live now", f"{newest.id}{undoes}"
        yield "Images", _images(newest)
    if failed or event is not Event.FAILURE:
        yield "Took", _seconds(newest)
        yield "By", newest.by


def _images(release: Release) -> str:
    return short_images(release)


def _seconds(release: Release) -> str:
    if release.finished_at is None:
        return ""
    return f"{(release.finished_at - release.started_at).total_seconds():.0f} s"


def _bounded(text: str) -> str:
    return text if len(text) <= _LONGEST_REASON else f"{text[:_LONGEST_REASON]}…"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

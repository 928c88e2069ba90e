"""Rollback targets: chosen by content that differs from what is live, never by age alone.

A roll-back is itself a release: it repeats the content of an earlier one. So the release before is found by
content, and a content that was rolled back is no target until it is deployed again.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from ops.common.errors import ExitCode, UserError
from ops.delivery.releases.content import ReleaseContent, ReleaseContents
from ops.delivery.releases.images import tag_of
from ops.delivery.releases.release import BrokenRelease, Outcome, Release
from ops.delivery.releases.store import ReleaseStore

# Four digits can be the year, with which ids begin.
_NUMBER: Final = re.compile(r"[1-9]\d{0,2}")
_MOST_LISTED: Final = 5


class NothingOlderError(UserError):
    """No release to roll back to: none has passed, or none differs from what is live."""


class AmbiguousReleaseError(UserError):
    """A prefix, tag or number that several releases match."""

    exit_code = ExitCode.USAGE


class NoTargetError(UserError):
    """A named release that cannot be rolled back to: it did not pass, or it is live."""


def live_of(newest: Release | BrokenRelease | None) -> Release | None:
    """Return the live release: the newest, if it passed. After any other, what runs is not certain."""
    return newest if isinstance(newest, Release) and newest.outcome is Outcome.PASSED else None


def why_uncertain(newest: Release | BrokenRelease | None) -> str:
    """Return why it is not certain what is live; empty when it is, or before the first release."""
    if newest is None:
        return ""
    if isinstance(newest, BrokenRelease):
        return f"the record of the newest release, {newest.id}, cannot be read"
    return {
        Outcome.PASSED: "",
        Outcome.FAILED: f"the newest release, {newest.id}, did not pass",
        Outcome.RUNNING: f"the newest release, {newest.id}, has no recorded end",
    }[newest.outcome]


class RollbackTargets:
    """The releases of an environment as targets of a roll-back."""

    def __init__(self, store: ReleaseStore) -> None:
        self._store = store
        self._contents = ReleaseContents(store)

    @property
    def contents(self) -> ReleaseContents:
        """The contents of the releases."""
        return self._contents

    def live(self) -> Release | None:
        """Return the live release; None while it is not certain which one that is."""
        return live_of(self._newest())

    def uncertain(self) -> str:
        """Return why it is not certain what is live; empty when it is, or before the first release."""
        return why_uncertain(self._newest())

    def undone(self) -> str | None:
        """Return the id of the release that a roll-back reverts now.

        After a roll-back that did not end well, that is the release that it was to revert.
        """
        newest = self._newest()
        if newest is None:
            return None
        if isinstance(newest, BrokenRelease):
            return newest.id
        failed_rollback = newest.rolls_back and newest.outcome is not Outcome.PASSED
        return newest.rolls_back if failed_rollback else newest.id

    def candidates(self) -> Iterator[Release]:
        """Yield the releases that passed, of each content the newest, without what is live; newest first.

        A content that was rolled back is left out, unless it passed again later.
        """
        live = self.live()
        seen = [self._contents.of(live)] if live else []
        reverted: list[ReleaseContent | None] = []
        for release in self._store.history():
            undone = self._reverted_by(release)
            if undone and undone not in seen and undone != self._contents.of(release):
                reverted.append(undone)
            if release.outcome is not Outcome.PASSED:
                continue
            content = self._contents.of(release)
            if content is None:
                continue
            if content not in seen and content not in reverted:
                yield release
            seen.append(content)

    def default(self) -> Release:
        """Return the newest candidate; raise NothingOlderError for none."""
        found = next(self.candidates(), None)
        if found:
            return found
        live = self.live()
        raise NothingOlderError(
            f"nothing older differs from {live.id}, which is live"
            if live
            else f"no release of '{self._store.environment}' has passed its smoke tests",
            where=f"the releases of {self._store.environment}",
            remedy="deploy a working release: ops deploy --image-tag TAG"
            + ("; `ops rollback --to` reaches one that was rolled back" if live else ""),
        )

    def named(self, name: str) -> Release:
        """Return the release of an id, the beginning of one, a tag, or a number from `ops releases`.

        Raises UnknownReleaseError, AmbiguousReleaseError where they have several contents, or NoTargetError.
        """
        found = self._matching(name)
        if not found:
            return self._store.get(self._numbered(name) or name)
        passed = [release for release in found if release.outcome is Outcome.PASSED]
        if not passed:
            raise NoTargetError(
                f"release {found[0].id} has not passed: {found[0].reason or found[0].outcome}",
                where=f"--to {name}",
                remedy="choose a release that passed from `ops releases`",
            )
        self._require_one(name, passed)
        live = self.live()
        if live and self._contents.of(passed[0]) == self._contents.of(live):
            raise NoTargetError(
                f"{passed[0].id} is what is live: {live.id} has the same images and the same stack",
                where=f"--to {name}",
                remedy="choose another release from `ops releases`, or leave out --to",
            )
        return passed[0]

    def listed(self, target: Release) -> Sequence[Release]:
        """Return the first candidates, and the target."""
        first = list(islice(self.candidates(), _MOST_LISTED))
        return first if target in first else [*first, target]

    def _newest(self) -> Release | BrokenRelease | None:
        return next(self._store.records(), None)

    def _matching(self, name: str) -> list[Release]:
        history = list(self._store.history())
        exact = [release for release in history if release.id == name]
        if exact or not name:
            return exact
        numbered = self._numbered(name)
        if numbered:
            # Every id begins with a digit: a number is not the beginning of one.
            named = [release for release in history if release.id == numbered]
        else:
            named = [release for release in history if release.id.startswith(name)]
        return named or [release for release in history if name in map(tag_of, release.images.values())]

    def _numbered(self, name: str) -> str | None:
        """Return the id at a position of the list, from 1 for the newest; None for no such position."""
        if not _NUMBER.fullmatch(name):
            return None
        found = next(islice(self._store.records(), int(name) - 1, None), None)
        return found.id if found else None

    def _require_one(self, name: str, passed: Sequence[Release]) -> None:
        first = self._contents.of(passed[0])
        others = [release for release in passed if self._contents.of(release) != first]
        if others:
            raise AmbiguousReleaseError(
                f"'{name}' is the number, the tag or the beginning of several releases that differ: "
                + ", ".join(release.id for release in (passed[0], *others)),
                where=f"--to {name}",
                remedy="give more of the id",
            )

    def _reverted_by(self, release: Release) -> ReleaseContent | None:
        if not release.rolls_back:
            return None
        try:
            return self._contents.of(self._store.get(release.rolls_back))
        except UserError:
            return None

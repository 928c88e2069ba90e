"""The store of releases: blobs in the state container.

    <environment>/releases/<id>/release.json     the record
    <environment>/releases/<id>/app.tf.json      the synthesized stack that was applied
    <environment>/past-releases/<time>/…         the same, archived by ops cleanup

A rollback applies the recorded stack: it needs neither a checkout nor a synthesis.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from azure.core.exceptions import ResourceNotFoundError
from azure.core.pipeline import PipelineResponse
from azure.core.rest import HttpRequest, HttpResponse
from azure.storage.blob import ContainerClient
from pydantic import ValidationError

from ops.common.errors import UserError
from ops.delivery.releases.release import BrokenRelease, Outcome, Release, started_at


class BrokenReleaseError(UserError):
    """A release whose record or recorded stack cannot be read."""


class UnknownReleaseError(UserError):
    """A release that does not exist."""


class ReleaseStore:
    """The releases of one environment."""

    def __init__(self, container: ContainerClient, *, environment: str) -> None:
        self._container = container
        self._environment = environment
        self._folder = f"{environment}/releases/"

    @property
    def environment(self) -> str:
        """The environment of these releases."""
        return self._environment

    def save(self, release: Release) -> None:
        """Write a record, replacing an earlier version."""
        text = release.model_dump_json(indent=2)
        self._container.upload_blob(self._record(release.id), text.encode(), overwrite=True)

    def save_stack(self, release_id: str, content: bytes) -> None:
        """Save the synthesized stack that a release applies."""
        self._container.upload_blob(self._stack(release_id), content, overwrite=True)

    def discard(self, release_id: str) -> None:
        """Delete the record and the stack of a release that changed nothing."""
        for name in (self._record(release_id), self._stack(release_id)):
            with suppress(ResourceNotFoundError):
                self._container.delete_blob(name)

    def stack(self, release_id: str) -> bytes:
        """Return the synthesized stack of a release; raise UnknownReleaseError."""
        return self._read(self._stack(release_id), release_id)

    def get(self, release_id: str) -> Release:
        """Return the record of a release; raise UnknownReleaseError or BrokenReleaseError."""
        found = self._find(release_id)
        if isinstance(found, Release):
            return found
        raise BrokenReleaseError(
            f"the record of release {release_id} cannot be read: {found.problem}",
            where=f"container {self._container.container_name}, {self._record(release_id)}",
            remedy="choose another release from `ops releases`",
        )

    def records(self) -> Iterator[Release | BrokenRelease]:
        """Yield all releases, newest first, also those whose record cannot be read."""
        for release_id in self._ids():
            yield self._find(release_id)

    def history(self) -> Iterator[Release]:
        """Yield the releases whose records can be read, newest first."""
        return (release for release in self.records() if isinstance(release, Release))

    def next_start(self) -> datetime:
        """Return the start time of a new release: the store's time, and after every earlier start.

        The clock of this machine has no part in it: one that is ahead would put the next release before this
        one. Releases are in order of their ids, which begin with this time.
        """
        started = [time for release_id in self._ids() if (time := started_at(release_id))]
        return max([self.now(), *(time + timedelta(seconds=1) for time in started)])

    def find_last_passed(self) -> Release | None:
        """Return the newest release that passed and was not rolled back later; None for none."""
        return next(self.passed(), None)

    def passed(self, *, other_than: str = "") -> Iterator[Release]:
        """Yield the releases that passed and were not rolled back later, newest first."""
        reverted: set[str] = set()
        for release in self.history():
            if release.outcome is not Outcome.PASSED or release.id in reverted:
                continue
            if release.rolls_back:
                reverted.add(release.rolls_back)
            if release.id != other_than:
                yield release

    def set_aside(self, *, at: datetime) -> int:
        """Archive all releases and return their number; archived releases are no rollback targets.

        Each blob is copied before it is deleted: the next call continues an interrupted one.
        """
        count = len(self._ids())
        past = f"{self._environment}/past-releases/{at.astimezone(UTC):%Y%m%dT%H%M%SZ}/"
        for name in list(self._container.list_blob_names(name_starts_with=self._folder)):
            content = self._container.download_blob(name).readall()
            self._container.upload_blob(past + name.removeprefix(self._folder), content, overwrite=True)
            self._container.delete_blob(name)
        return count

    def broken_stack(self, release_id: str, *, size: int) -> BrokenReleaseError:
        """Return the error for a recorded stack that cannot be read."""
        return BrokenReleaseError(
            f"the recorded stack of release {release_id} cannot be read ({size} bytes)",
            where=f"container {self._container.container_name}, {self._stack(release_id)}",
            remedy="choose another release from `ops releases`",
        )

    def _find(self, release_id: str) -> Release | BrokenRelease:
        content = self._read(self._record(release_id), release_id)
        try:
            return Release.read(content)
        except ValueError as error:
            return BrokenRelease(id=release_id, problem=_problem(content, error))

    def now(self) -> datetime:
        """Return the time of the store."""
        answered: list[str] = []

        def note_date(answer: PipelineResponse[HttpRequest, HttpResponse]) -> None:
            answered.append(answer.http_response.headers["Date"])

        self._container.get_container_properties(raw_response_hook=note_date)
        return parsedate_to_datetime(answered[-1]).astimezone(UTC)

    def _ids(self) -> list[str]:
        names = self._container.list_blob_names(name_starts_with=self._folder)
        records = [name for name in names if name.endswith("/release.json")]
        return sorted((name.removeprefix(self._folder).split("/")[0] for name in records), reverse=True)

    def _read(self, blob: str, release_id: str) -> bytes:
        try:
            return self._container.download_blob(blob).readall()
        except ResourceNotFoundError:
            known = ", ".join(self._ids()[:5]) or "none"
            raise UnknownReleaseError(
                f"there is no release '{release_id}' of '{self._environment}'",
                where=f"container {self._container.container_name}, {blob}",
                remedy=f"choose a release from `ops releases`; the newest are: {known}",
            ) from None

    def _record(self, release_id: str) -> str:
        return f"{self._folder}{release_id}/release.json"

    def _stack(self, release_id: str) -> str:
        return f"{self._folder}{release_id}/app.tf.json"


def _problem(content: bytes, error: ValueError) -> str:
    """Return what is wrong with a record, in a line."""
    if not content:
        return "it is empty"
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        return f"{field}: {first['msg'].lower()}" if field else first["msg"].lower()
    return str(error)

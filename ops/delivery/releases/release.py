"""The record of a release."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final, Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

#: The most paths that a record lists.
MOST_UNCOMMITTED: Final = 20
_DOCUMENT: Final = TypeAdapter(dict[str, Any])
_TIME: Final = "%Y%m%dT%H%M%SZ"
_ID: Final = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{7,40}")


class Outcome(StrEnum):
    """The status of a release. Only a passed release is a rollback target."""

    RUNNING = "running"
    PASSED = "passed"
    FAILED = "failed"


class Release(BaseModel):
    """A release: its inputs, the applied fingerprints and the outcome. It contains no secret.

    `images` and `revisions` are by Terraform variable; `rolls_back` names the release that this one reverts.
    `uncommitted` are paths that differed from the commit when it was synthesized, at most MOST_UNCOMMITTED,
    the last of them the number of the others. Times are UTC.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=_ID)
    environment: str
    commit: str
    images: dict[str, str]
    revisions: dict[str, int]
    fingerprints: dict[str, str]
    by: str
    started_at: datetime
    finished_at: datetime | None = None
    outcome: Outcome = Outcome.RUNNING
    reason: str = ""
    rolls_back: str | None = None
    uncommitted: tuple[str, ...] = ()

    @classmethod
    def read(cls, content: bytes) -> Self:
        """Return a recorded release, without the fields that only a newer version knows.

        Raises ValueError for content that is no record.
        """
        document = _DOCUMENT.validate_json(content)
        known = {name: value for name, value in document.items() if name in cls.model_fields}
        return cls.model_validate(known)

    def ended(
        self, outcome: Outcome, *, at: datetime, fingerprints: dict[str, str], reason: str = ""
    ) -> "Release":
        """Return the record of the finished release."""
        ending = {"outcome": outcome, "finished_at": at, "reason": reason, "fingerprints": fingerprints}
        return self.model_copy(update=ending)


@dataclass(frozen=True, kw_only=True)
class BrokenRelease:
    """A release whose record cannot be read: half-written, empty, or of a version that knows more."""

    id: str
    problem: str


def listed_paths(paths: Sequence[str]) -> tuple[str, ...]:
    """Return the first paths, and the number of the others."""
    if len(paths) <= MOST_UNCOMMITTED:
        return tuple(paths)
    kept = paths[: MOST_UNCOMMITTED - 1]
    return (*kept, f"and {len(paths) - len(kept)} more")


def release_id(*, started_at: datetime, commit: str) -> str:
    """Return an id that sorts by time and contains the commit: 20261124T021500Z-0123abc."""
    return f"{started_at.astimezone(UTC):{_TIME}}-{commit[:7]}"


def started_at(release_id: str) -> datetime | None:
    """Return the start time in the id of a release; None for a name that is no id."""
    if not _ID.fullmatch(release_id):
        return None
    try:
        return datetime.strptime(release_id.split("-")[0], _TIME).replace(tzinfo=UTC)
    except ValueError:
        return None

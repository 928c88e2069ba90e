"""The cursor of a listing: opaque to the caller, the last row's place to us."""

import base64
import binascii
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime


class CursorError(ValueError):
    """Not a cursor that this API has given out."""


@dataclass(frozen=True)
class Cursor:
    """The place after which a listing goes on."""

    created_at: datetime
    task_id: uuid.UUID

    def encode(self) -> str:
        """The text form, safe in a URL."""
        text = f"{self.created_at.isoformat()}|{self.task_id}"
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str) -> "Cursor":
        """The cursor of that text.

        Raises:
            CursorError: it is none.
        """
        try:
            decoded = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
            created_at, task_id = decoded.split("|")
            moment = datetime.fromisoformat(created_at)
            # What has no zone, or no place in the calendar of UTC, is none of ours.
            return cls(_in_utc(moment), uuid.UUID(task_id))
        except (binascii.Error, ValueError, OverflowError):
            raise CursorError("cursor is not one that this API has given out") from None


def _in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError
    return moment.astimezone(UTC)

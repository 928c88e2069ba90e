"""The cursor of a listing: opaque to the caller, the last row's place to us."""

import base64
import binascii
import uuid
from dataclasses import dataclass
from datetime import datetime


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
            cursor = cls(datetime.fromisoformat(created_at), uuid.UUID(task_id))
        except (binascii.Error, ValueError):
            raise CursorError("cursor is not one that this API has given out") from None
        if cursor.created_at.tzinfo is None:
            raise CursorError("cursor is not one that this API has given out")
        return cursor

"""Release records for tests."""

from datetime import UTC, datetime, timedelta
from typing import Any

from ops.delivery.releases.release import Outcome, Release

COMMIT = "0123abc" + "0" * 33
_BEGAN = datetime(2026, 11, 25, 14, 0, tzinfo=UTC)


def record(outcome: Outcome = Outcome.PASSED, *, hour: int = 14, **fields: Any) -> Release:
    return Release(
        id=f"20261125T{hour:02}0000Z-0123abc",
        environment="production",
        commit=fields.pop("commit", COMMIT),
        images={
            "backend_image": "acr.azurecr.io/todo-backend:1.4.0",
            "frontend_image": "acr.azurecr.io/todo-frontend@sha256:" + "ab" * 32,
        },
        revisions={},
        fingerprints={},
        by="octocat (workflow run 42)",
        started_at=_BEGAN,
        finished_at=_BEGAN + timedelta(seconds=214),
        outcome=outcome,
        **fields,
    )

"""Blobs of the state container that a drill edits."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from azure.storage.blob import BlobClient

from ops.clients.azure.state_container import open_state_container
from ops.delivery.releases.release import Release, release_id
from ops.delivery.releases.store import ReleaseStore
from rehearsal.drills.scene import ENVIRONMENT, Scene


@contextmanager
def blob(scene: Scene, name: str) -> Iterator[BlobClient]:
    """Yield the client of a blob."""
    with open_state_container(scene.stacks[0].backend, environment=scene.environment) as container:
        yield container.get_blob_client(name)


@contextmanager
def _releases(scene: Scene) -> Iterator[ReleaseStore]:
    with open_state_container(scene.stacks[0].backend, environment=scene.environment) as container:
        yield ReleaseStore(container, environment=ENVIRONMENT)


def newest_release(scene: Scene) -> str:
    """Return the id of the newest release."""
    with _releases(scene) as store:
        return next(store.history()).id


def release_ids(scene: Scene) -> list[str]:
    """Return the ids of all releases whose records can be read, newest first."""
    with _releases(scene) as store:
        return [release.id for release in store.history()]


def store_time(scene: Scene) -> datetime:
    """Return the time of the store."""
    with _releases(scene) as store:
        return store.now()


def edit_newest_release(scene: Scene, edit: Callable[[bytes], bytes]) -> None:
    """Replace the record of the newest release."""
    newest = newest_release(scene)
    with blob(scene, f"{ENVIRONMENT}/releases/{newest}/release.json") as record:
        record.upload_blob(edit(record.download_blob().readall()), overwrite=True)


def release_of_the_future(scene: Scene, *, minutes: int) -> str:
    """Record a failed release that began in the future, and return its id."""
    with _releases(scene) as store:
        newest = next(store.history())
        ahead = store.now() + timedelta(minutes=minutes)
        fields = json.loads(newest.model_dump_json())
        made = release_id(started_at=ahead, commit=newest.commit)
        fields |= {"id": made, "started_at": ahead.isoformat(), "outcome": "failed", "finished_at": None}
        store.save(Release.model_validate(fields))
        return made

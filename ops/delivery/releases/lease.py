"""The deployment lock: one deployment of an environment at a time.

Terraform locks one state at a time, and a deployment applies three; so a deployment also holds a lease on a
blob. The lease lasts a minute and is renewed during the deployment: after a crash it expires.
"""

import getpass
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from threading import Event, Thread
from typing import Final

from azure.core.exceptions import AzureError, HttpResponseError, ResourceExistsError
from azure.storage.blob import BlobClient, BlobLeaseClient, ContainerClient

from ops.common.errors import ExitCode, UserError

_LEASE_SECONDS: Final = 60
_RENEW_EVERY_SECONDS: Final = 20.0
_HELD: Final = "LeaseAlreadyPresent"


@dataclass(frozen=True, kw_only=True)
class Holder:
    """The holder of the lock: person or workflow, command, and start time (UTC, ISO 8601)."""

    who: str
    command: str
    since: str

    @classmethod
    def now(cls, *, who: str, command: str) -> "Holder":
        """Return a holder with the current time."""
        return cls(who=who, command=command, since=datetime.now(UTC).isoformat(timespec="seconds"))

    @classmethod
    def here(cls, *, command: str) -> "Holder":
        """Return a holder named after the current user, or the GitHub workflow run."""
        run = os.environ.get("GITHUB_RUN_ID")
        actor = os.environ.get("GITHUB_ACTOR", "github")
        who = f"{actor} (workflow run {run})" if run else f"{getpass.getuser()}@{socket.gethostname()}"
        return cls.now(who=who, command=command)


class DeploymentRunningError(UserError):
    """A deployment of this environment that is already running."""

    exit_code = ExitCode.LOCKED


@contextmanager
def deployment_lease(container: ContainerClient, *, environment: str, holder: Holder) -> Iterator[None]:
    """Hold the deployment lock of an environment; raise DeploymentRunningError when it is held."""
    blob = container.get_blob_client(_name(environment))
    _ensure_exists(blob)
    lease = BlobLeaseClient(blob)
    try:
        lease.acquire(lease_duration=_LEASE_SECONDS)
    except HttpResponseError as error:
        if getattr(error, "error_code", None) != _HELD:
            raise
        raise _running(blob, environment=environment) from None
    blob.upload_blob(json.dumps(asdict(holder)).encode(), overwrite=True, lease=lease)
    over = Event()
    renewal = Thread(target=_renew, args=(lease, over), daemon=True, name="deployment-lease")
    renewal.start()
    try:
        yield
    finally:
        over.set()
        renewal.join()
        # The lease may have been broken meanwhile.
        with suppress(HttpResponseError):
            lease.release()


def break_deployment_lease(container: ContainerClient, *, environment: str) -> Holder | None:
    """Break the deployment lock and return its holder; None when it is not held."""
    holder = find_holder(container, environment=environment)
    if holder:
        blob = container.get_blob_client(_name(environment))
        BlobLeaseClient(blob).break_lease(lease_break_period=0)
    return holder


def find_holder(container: ContainerClient, *, environment: str) -> Holder | None:
    """Return the holder of the deployment lock; None when it is not held. Reads only."""
    blob = container.get_blob_client(_name(environment))
    if not blob.exists() or blob.get_blob_properties().lease.state != "leased":
        return None
    return _holder(blob)


def _name(environment: str) -> str:
    return f"{environment}/deployment.lease"


def _ensure_exists(blob: BlobClient) -> None:
    try:
        blob.upload_blob(b"", overwrite=False)
    except ResourceExistsError:
        return


def _renew(lease: BlobLeaseClient, over: Event) -> None:
    while not over.wait(_RENEW_EVERY_SECONDS):
        try:
            lease.renew()
        except AzureError:
            # The next attempt may succeed before the lease expires; Terraform locks each state as well.
            continue


def _running(blob: BlobClient, *, environment: str) -> DeploymentRunningError:
    holder = _holder(blob)
    return DeploymentRunningError(
        f"'{environment}' is being deployed by {holder.who} since {holder.since} ({holder.command})",
        where=f"{blob.container_name}/{blob.blob_name}",
        remedy="wait until it has finished. The lock of a dead run expires within a minute; "
        "to break it at once, run ops unlock",
    )


def _holder(blob: BlobClient) -> Holder:
    content = blob.download_blob().readall()
    # The blob is empty until the new holder has written its record.
    facts = (
        json.loads(content)
        if content
        else {"who": "unknown", "command": "ops deploy", "since": "a moment ago"}
    )
    return Holder(**facts)

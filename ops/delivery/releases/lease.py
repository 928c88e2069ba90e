"""The deployment lock: one deployment of an environment at a time.

Terraform locks one state at a time, and a deployment applies three; so a deployment also holds a lease on a
blob. The lease lasts a minute and is renewed during the deployment: after a crash it expires. The next
command on the machine of a dead holder takes it over at once.
"""

import getpass
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Event, Thread
from typing import Final

from azure.core import MatchConditions
from azure.core.exceptions import AzureError, HttpResponseError, ResourceExistsError
from azure.storage.blob import BlobClient, BlobLeaseClient, ContainerClient
from pydantic import TypeAdapter, ValidationError

from ops.common.errors import ExitCode, UserError
from ops.common.process_identity import ProcessIdentity

_LEASE_SECONDS: Final = 60
_RENEW_EVERY_SECONDS: Final = 20.0
_HELD: Final = "LeaseAlreadyPresent"
_LOST: Final = ("LeaseLost", "LeaseIdMismatchWithBlobOperation", "LeaseNotPresentWithBlobOperation")


@dataclass(frozen=True, kw_only=True)
class Holder:
    """The holder of the lock: person or workflow, command, start time (UTC, ISO 8601), and process."""

    who: str
    command: str
    since: str
    process: ProcessIdentity | None = None

    @property
    def dead(self) -> bool:
        """Whether the holder ran on this machine and is gone; false where nothing is known."""
        return self.process is not None and self.process.ended

    @classmethod
    def now(cls, *, who: str, command: str) -> "Holder":
        """Return a holder with the current time."""
        since = datetime.now(UTC).isoformat(timespec="seconds")
        return cls(who=who, command=command, since=since, process=ProcessIdentity.current())

    @classmethod
    def here(cls, *, command: str) -> "Holder":
        """Return a holder named after the current user, or the GitHub workflow run."""
        run = os.environ.get("GITHUB_RUN_ID")
        actor = os.environ.get("GITHUB_ACTOR", "github")
        who = f"{actor} (workflow run {run})" if run else f"{getpass.getuser()}@{socket.gethostname()}"
        return cls.now(who=who, command=command)


_HOLDER: Final = TypeAdapter(Holder)
# The blob is empty until a new holder has written its record; a record can be damaged.
_UNKNOWN: Final = Holder(who="an unknown holder", command="its record cannot be read", since="a moment ago")


class DeploymentRunningError(UserError):
    """A deployment of this environment that is already running."""

    exit_code = ExitCode.LOCKED


class LockChangedError(UserError):
    """A lock that another run took between the question and the answer."""

    exit_code = ExitCode.USAGE


@contextmanager
def deployment_lease(
    container: ContainerClient, *, environment: str, holder: Holder
) -> Iterator[Holder | None]:
    """Hold the deployment lock of an environment.

    Gives the dead holder from whom the lock was taken over, if there was one. Raises DeploymentRunningError
    when the lock is held.
    """
    blob = container.get_blob_client(_name(environment))
    _ensure_exists(blob)
    lease = BlobLeaseClient(blob)
    predecessor = _acquire(blob, lease, environment=environment)
    try:
        blob.upload_blob(_HOLDER.dump_json(holder), overwrite=True, lease=lease)
    except HttpResponseError as error:
        if getattr(error, "error_code", None) not in _LOST:
            raise
        # Another command took the lock over from the same dead holder.
        raise _running(blob, environment=environment) from None
    over = Event()
    renewal = Thread(target=_renew, args=(lease, over), daemon=True, name="deployment-lease")
    renewal.start()
    try:
        yield predecessor
    finally:
        over.set()
        renewal.join()
        # It may have been broken meanwhile, or the store is away: then it expires.
        with suppress(AzureError):
            lease.release()


def _acquire(blob: BlobClient, lease: BlobLeaseClient, *, environment: str) -> Holder | None:
    """Take the lease, from a dead holder if need be, and return that one."""
    try:
        lease.acquire(lease_duration=_LEASE_SECONDS)
    except HttpResponseError as error:
        if getattr(error, "error_code", None) != _HELD:
            raise
    else:
        return None
    properties = blob.get_blob_properties()
    holder = _holder(blob)
    if not holder.dead:
        raise _running(blob, environment=environment)
    try:
        BlobLeaseClient(blob).break_lease(
            lease_break_period=0, etag=properties.etag, match_condition=MatchConditions.IfNotModified
        )
        lease.acquire(lease_duration=_LEASE_SECONDS)
    except HttpResponseError:
        raise _running(blob, environment=environment) from None
    return holder


def break_deployment_lease(
    container: ContainerClient, *, environment: str, expected: Holder | None = None
) -> Holder | None:
    """Break the deployment lock and return its holder; None when it is not held.

    Raises LockChangedError when another than the `expected` holder has it by now.
    """
    blob = container.get_blob_client(_name(environment))
    holder = find_holder(container, environment=environment)
    if holder is None:
        return None
    if expected and holder != expected:
        raise LockChangedError(
            f"another run holds the lock by now: {holder.who} since {holder.since} ({holder.command})",
            where=f"{blob.container_name}/{blob.blob_name}",
            remedy="nothing was broken; run ops unlock again if that run is dead",
        )
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
    try:
        return _HOLDER.validate_json(blob.download_blob().readall())
    except ValidationError:
        return _UNKNOWN

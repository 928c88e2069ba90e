"""The right to deploy: one deployment of an environment at a time.

Terraform locks a state for as long as it works on it. A deployment works on three, one after the other, and
must not meet another one in between; so it holds a lease on a blob of its own. The lease lasts a minute and
is renewed while the deployment lives: one that is killed lets go by itself.
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
    """Who deploys: a person's or a workflow's name, what they run, since when (UTC, ISO 8601)."""

    who: str
    command: str
    since: str

    @classmethod
    def now(cls, *, who: str, command: str) -> "Holder":
        """Return a holder that begins now."""
        return cls(who=who, command=command, since=datetime.now(UTC).isoformat(timespec="seconds"))

    @classmethod
    def here(cls, *, command: str) -> "Holder":
        """Return a holder named after this machine's user, or after the workflow's run on GitHub."""
        run = os.environ.get("GITHUB_RUN_ID")
        actor = os.environ.get("GITHUB_ACTOR", "github")
        who = f"{actor} (workflow run {run})" if run else f"{getpass.getuser()}@{socket.gethostname()}"
        return cls.now(who=who, command=command)


class DeploymentRunningError(UserError):
    """Somebody else deploys this environment."""

    exit_code = ExitCode.LOCKED


@contextmanager
def deployment_lease(container: ContainerClient, *, environment: str, holder: Holder) -> Iterator[None]:
    """Hold the right to deploy an environment; raise DeploymentRunningError when somebody else holds it."""
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
        # Somebody may have taken the lease away meanwhile; then there is nothing to give back.
        with suppress(HttpResponseError):
            lease.release()


def break_deployment_lease(container: ContainerClient, *, environment: str) -> Holder | None:
    """Take the right to deploy away from its holder, who is returned; None when nobody holds it."""
    holder = find_holder(container, environment=environment)
    if holder:
        blob = container.get_blob_client(_name(environment))
        BlobLeaseClient(blob).break_lease(lease_break_period=0)
    return holder


def find_holder(container: ContainerClient, *, environment: str) -> Holder | None:
    """Return who deploys an environment just now; None when nobody does. Only reads."""
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
            # The next try may succeed while the lease still runs; Terraform's own locks stand behind it.
            continue


def _running(blob: BlobClient, *, environment: str) -> DeploymentRunningError:
    holder = _holder(blob)
    return DeploymentRunningError(
        f"'{environment}' is being deployed by {holder.who} since {holder.since} ({holder.command})",
        where=f"{blob.container_name}/{blob.blob_name}",
        remedy="wait until it is over. If that deployment is dead, its lease ends by itself within a minute; "
        "to take it away at once: ops unlock",
    )


def _holder(blob: BlobClient) -> Holder:
    content = blob.download_blob().readall()
    # A deployment that has just acquired the lease has not written its name yet.
    facts = (
        json.loads(content) if content else {"who": "somebody", "command": "ops deploy", "since": "just now"}
    )
    return Holder(**facts)

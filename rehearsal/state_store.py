"""Remote state on this machine: Azurite, spoken to by Terraform's own azurerm backend.

How the unmodified backend is led here is told in docs/decisions/0002-engine-and-state-store.md.
"""

import base64
import hashlib
import hmac
import json
import os
import shutil
import socket
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from azure.core.exceptions import AzureError, ResourceExistsError, ResourceNotFoundError
from azure.storage.blob import BlobServiceClient, PublicAccess

from ops.common.errors import MissingToolError, NoSpaceError, UserError
from ops.engine.synthesis.stacks import PROJECT, Backend
from rehearsal.background import BackgroundProcess, start_in_background
from rehearsal.certificate import loopback_certificate
from rehearsal.home import Home

_HOST: Final = "127.0.0.1"
_READY_WITHIN_SECONDS: Final = 30
_POLL_SECONDS: Final = 0.1
# Newer API versions of the client are unknown to Azurite.
_API_VERSION: Final = "2023-11-03"
_METADATA_CONTAINER: Final = "arm"
_METADATA_BLOB: Final = "metadata/endpoints"
# State, log and Azurite's own index; a rehearsal of the three stacks needs less than a tenth of it.
NEEDED_BYTES: Final = 100 * 1024 * 1024


class StateStoreError(UserError):
    """The state store cannot be started or reached."""


@dataclass(frozen=True, kw_only=True)
class StateStore:
    """A running Azurite with one storage account."""

    account: str
    container: str
    port: int
    process: BackgroundProcess
    key: str
    certificate: Path

    @property
    def address(self) -> str:
        """The account's blob service."""
        return f"https://{_HOST}:{self.port}/{self.account}"

    @property
    def metadata_host(self) -> str:
        """What ARM_METADATA_HOSTNAME has to be for the backend to find this account."""
        return f"{_HOST}:{self.port}/{self.account}/{_METADATA_CONTAINER}"

    def alive(self) -> bool:
        """Return whether its process runs."""
        return self.process.alive()

    def stop(self) -> None:
        """Stop it in order; the states stay in its folder."""
        self.process.stop()

    def read_state(self, key: str) -> dict[str, Any] | None:
        """Return a state by its blob's name; None when there is none or only the empty blob of a lock."""
        try:
            content = self._client().get_blob_client(self.container, key).download_blob().readall()
        except ResourceNotFoundError:
            return None
        return json.loads(content) if content else None

    def lock_of(self, key: str) -> dict[str, Any] | None:
        """Return Terraform's record of who holds the lock of a state; None when nobody does."""
        try:
            facts = self._client().get_blob_client(self.container, key).get_blob_properties()
        except ResourceNotFoundError:
            return None
        if facts.lease.state != "leased":
            return None
        # The names of metadata are HTTP headers: their case is not kept.
        metadata = {name.lower(): value for name, value in (facts.metadata or {}).items()}
        encoded = metadata.get("terraformlockid", "")
        return json.loads(base64.b64decode(encoded)) if encoded else {}

    def prepare(self) -> None:
        """Create the container and the endpoint description that the backend asks for. Safe to repeat."""
        client = self._client()
        for name, access in ((self.container, None), (_METADATA_CONTAINER, PublicAccess.BLOB)):
            try:
                client.create_container(name, public_access=access)
            except ResourceExistsError:
                continue
        blob = client.get_blob_client(_METADATA_CONTAINER, _METADATA_BLOB)
        blob.upload_blob(json.dumps(self._endpoints()), overwrite=True)

    def _endpoints(self) -> dict[str, Any]:
        """Describe a cloud whose storage is here.

        The backend builds https://<account>.blob.<suffix>. With `x@` in the suffix the part before it is the
        URL's user, and the host is the loopback address: no name has to be resolved.
        """
        return {
            "name": "Local",
            "resourceManager": f"https://{_HOST}/",
            "microsoftGraphResourceId": f"https://{_HOST}/",
            "suffixes": {"storage": f"x@{_HOST}:{self.port}/{self.account}"},
        }

    def _client(self) -> BlobServiceClient:
        return BlobServiceClient(
            self.address,
            credential=self.key,
            api_version=_API_VERSION,
            connection_verify=str(self.certificate),
            use_env_settings=False,  # a proxy of the environment must not come between
            retry_total=0,
        )


def start(home: Home, *, backend: Backend, preferred_port: int | None = None) -> StateStore:
    """Start the state store of a rehearsal and wait until it answers.

    The port of last time is taken again when it is free, so that shells set up by `rehearse env` stay valid.
    Raises NoSpaceError, MissingToolError or StateStoreError, after which no process is left.
    """
    require_space(home.root, needed=NEEDED_BYTES)
    port = _free_port(preferred_port)
    files = loopback_certificate(
        certificate=home.certificates / "state-store.pem", private_key=home.root / "state-store-key.pem"
    )
    key = account_key(home)
    home.state.mkdir(parents=True, exist_ok=True)
    log = home.logs / "state-store.log"
    process = start_in_background(
        [
            *_azurite(),
            *("--blobHost", _HOST, "--blobPort", str(port), "--location", str(home.state)),
            *("--cert", str(files.certificate), "--key", str(files.private_key)),
            *("--silent", "--disableTelemetry", "--skipApiVersionCheck"),
        ],
        environment={**os.environ, "AZURITE_ACCOUNTS": f"{backend.account}:{key}"},
        folder=home.root,
        log=log,
    )
    store = StateStore(
        account=backend.account,
        container=backend.container,
        port=port,
        process=process,
        key=key,
        certificate=files.certificate,
    )
    try:
        _wait_until_ready(store, log=log)
    except BaseException:
        store.stop()
        raise
    return store


def account_key(home: Home) -> str:
    """Return the storage account's key, derived from the rehearsal's own so that it is stored nowhere."""
    return base64.b64encode(hmac.digest(home.key(), b"state store", hashlib.sha512)).decode()


def require_space(folder: Path, *, needed: int, because: UserError | None = None) -> None:
    """Raise NoSpaceError when the disk of a folder has less than `needed` bytes free.

    `because` is what failed already: its message is kept.
    """
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    if free < needed:
        megabyte = 1024 * 1024
        facts = f"{free // megabyte} MB free, {needed // megabyte} MB needed"
        raise no_space(folder, f"{facts}\n{because.what}" if because else facts) from because


def no_space(folder: Path, facts: str) -> NoSpaceError:
    """Return the error for a folder whose disk is full."""
    return NoSpaceError(
        f"no space for the state: {facts}",
        where=str(folder),
        remedy="free some space on that disk, or set REHEARSAL_HOME to a folder on another one",
    )


def _azurite() -> list[str]:
    node = shutil.which("node")
    script = PROJECT / "node_modules" / "azurite" / "dist" / "src" / "blob" / "main.js"
    if node is None or not script.is_file():
        raise MissingToolError(
            "Azurite, the state store, is not installed", where=str(script), remedy="run `make setup`"
        )
    return [node, str(script)]


def _free_port(preferred: int | None) -> int:
    """Return the preferred port when nobody listens there, else one that the system picks."""
    for port in filter(None, (preferred,)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((_HOST, port))
            except OSError:
                continue
            return port
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        chosen: int = probe.getsockname()[1]
        return chosen


def _wait_until_ready(store: StateStore, *, log: Path) -> None:
    deadline = time.monotonic() + _READY_WITHIN_SECONDS
    while time.monotonic() < deadline:
        if not store.alive():
            raise StateStoreError(
                f"the state store ended at once. It said: {_last_lines(log)}",
                where=str(log),
                remedy="correct the cause and run `rehearse up` again",
            )
        try:
            store.prepare()
        except AzureError:
            time.sleep(_POLL_SECONDS)
        else:
            return
    raise StateStoreError(
        f"the state store did not answer on {store.address} within {_READY_WITHIN_SECONDS} s",
        where=str(log),
        remedy="see the log; a machine under heavy load may only need a second try",
    )


def _last_lines(log: Path, *, count: int = 5) -> str:
    text = log.read_text(encoding="utf-8", errors="replace").strip()
    return "\n".join(text.splitlines()[-count:]) or "nothing"

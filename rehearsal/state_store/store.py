"""A running state store: where it is, what Terraform keeps in it, and how it is stopped.

docs/decisions/0002-engine-and-state-store.md describes how the unmodified backend finds it.
"""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from azure.core.exceptions import ResourceExistsError, ResourceNotFoundError
from azure.storage.blob import BlobServiceClient, PublicAccess

from ops.common.errors import UserError
from rehearsal.common.home import Home
from rehearsal.state_store.background import BackgroundProcess

HOST: Final = "127.0.0.1"
# Newer API versions of the client are unknown to Azurite.
_API_VERSION: Final = "2023-11-03"
_METADATA_CONTAINER: Final = "arm"
_METADATA_BLOB: Final = "metadata/endpoints"


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
        return f"https://{HOST}:{self.port}/{self.account}"

    @property
    def metadata_host(self) -> str:
        """What ARM_METADATA_HOSTNAME has to be for the backend to find this account."""
        return f"{HOST}:{self.port}/{self.account}/{_METADATA_CONTAINER}"

    def alive(self) -> bool:
        """Return whether its process runs."""
        return self.process.alive()

    def stop(self) -> None:
        """Stop it in order; the states stay in its folder."""
        self.process.stop()

    def read_state(self, key: str) -> dict[str, Any] | None:
        """Return a state by its blob's name; None when there is none or only the empty blob of a lock.

        Raises StateStoreError for a state that cannot be read.
        """
        try:
            content = self._client().get_blob_client(self.container, key).download_blob().readall()
        except ResourceNotFoundError:
            return None
        try:
            return json.loads(content) if content else None
        except ValueError as error:
            raise StateStoreError(
                f"the state {key} cannot be read: {len(content)} bytes that are no JSON",
                where=f"{self.address}/{self.container}/{key}",
                remedy="see docs/runbooks/recover-state.md, or start over: `rehearse down --discard`",
            ) from error

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
        URL's user, and the host is the loopback address: no name has to be resolved. The sign-in is read by
        OpenTofu only, which refuses a document without an audience; with the account's key nobody signs in.
        """
        return {
            "name": "Local",
            "resourceManager": f"https://{HOST}/",
            "microsoftGraphResourceId": f"https://{HOST}/",
            "authentication": {"loginEndpoint": f"https://{HOST}/", "audiences": [f"https://{HOST}/"]},
            "suffixes": {"storage": f"x@{HOST}:{self.port}/{self.account}"},
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


def account_key(home: Home) -> str:
    """Return the storage account's key, derived from the rehearsal's own so that it is stored nowhere."""
    return base64.b64encode(hmac.digest(home.key(), b"state store", hashlib.sha512)).decode()

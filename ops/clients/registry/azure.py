"""Azure's container registry: pushing an image, signed in by Microsoft's client.

The client exchanges the caller's Azure token for tokens of the registry and keeps them in memory: no
password is in a file or an argument list, and no engine needs to sign in. Source: learn.microsoft.com,
"Azure Container Registry authentication"; github.com/Azure/acr, docs/AAD-OAuth.md.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from azure.containerregistry import ContainerRegistryClient, DigestValidationError
from azure.core.credentials import TokenCredential

from ops.clients.azure.management import AzureRefusedError, client_options, if_exists
from ops.clients.azure.sign_in import MANAGEMENT
from ops.common.errors import UserError

# The token that `ops` has anyway; in a workflow it is requested while the OIDC token is valid.
_AUDIENCE: Final = MANAGEMENT.removesuffix("/.default")
_REFUSED: Final = (401, 403)


class RegistryPushError(UserError):
    """A registry that refuses a push."""


class AzureRegistry:
    """A registry that images are pushed to."""

    def __init__(self, client: ContainerRegistryClient, *, host: str) -> None:
        self._client = client
        self.host = host

    @classmethod
    @contextmanager
    def open(
        cls, host: str, credential: TokenCredential | None, *, scheme: str = "https", **options: Any
    ) -> Iterator["AzureRegistry"]:
        """Yield the registry with this host name, signed in as the caller."""
        client = ContainerRegistryClient(
            f"{scheme}://{host}", credential, audience=_AUDIENCE, **client_options(**options)
        )
        with client:
            yield cls(client, host=host)

    def digest(self, repository: str, tag: str) -> str | None:
        """Return the digest that a tag points to; None when there is no such tag."""
        with self._explained(repository):
            found = if_exists(lambda: self._client.get_manifest(repository, tag))
        return str(found.digest) if found else None

    def push_blob(self, repository: str, file: Path) -> None:
        """Upload a blob. The client compares the registry's digest with its own."""
        with self._explained(repository), file.open("rb") as data:
            self._client.upload_blob(repository, data)

    def push_manifest(self, repository: str, file: Path, *, media_type: str, tag: str | None) -> str:
        """Upload a manifest or an index as it is, and return its digest."""
        with self._explained(repository), file.open("rb") as data:
            return str(self._client.set_manifest(repository, data, tag=tag, media_type=media_type))

    @contextmanager
    def _explained(self, repository: str) -> Iterator[None]:
        """Raise RegistryPushError for a refusal, with the role that is missing."""
        try:
            yield
        except DigestValidationError as error:
            raise RegistryPushError(
                f"the registry has received other bytes: {error}",
                where=f"{self.host}/{repository}",
                remedy="run the command again",
            ) from error
        except AzureRefusedError as error:
            if error.status not in _REFUSED:
                raise
            raise RegistryPushError(
                f"the registry {self.host} refuses the push: {error.what}",
                where=f"{self.host}/{repository}",
                remedy="get the role AcrPush on the registry; a new role assignment takes a few minutes to "
                "take effect. If the registry's firewall has rules, run the command from an allowed address",
            ) from error

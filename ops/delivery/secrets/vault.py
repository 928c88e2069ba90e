"""Secrets in an Azure Key Vault, each under the name of its variable with hyphens: database-url."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final

from azure.core.credentials import TokenCredential

from ops.clients.azure.rest import AzureRefusedError, AzureUnreachableError, RestClient
from ops.clients.azure.sign_in import azure_credential
from ops.common.errors import ExitCode, UserError
from ops.delivery.releases.secrets import Secret

_VERSION: Final = "7.4"
_SCOPE: Final = "https://vault.azure.net/.default"
# Source: learn.microsoft.com, "Naming rules and restrictions for Azure resources".
_NAME: Final = re.compile(r"(?!.*--)[A-Za-z][A-Za-z0-9-]{1,22}[A-Za-z0-9]")


class VaultError(UserError):
    """A vault cannot be reached, is not there, or refuses."""

    exit_code = ExitCode.MISSING_INPUT


@dataclass(frozen=True, kw_only=True)
class Version:
    """What a vault says about a secret without telling it."""

    changed_at: datetime
    enabled: bool


class Vault:
    """One key vault. Values are read and written here and shown nowhere."""

    def __init__(self, name: str, client: RestClient) -> None:
        self.name = name
        self._client = client

    def set(self, name: str, value: str) -> None:
        """Write a new version of a secret; needs the role Key Vault Secrets Officer."""
        try:
            self._client.put(f"/secrets/{in_vault(name)}", {"value": value}, version=_VERSION)
        except (AzureRefusedError, AzureUnreachableError) as error:
            raise self._error(error, role="Key Vault Secrets Officer") from error

    def get(self, names: Iterable[str]) -> dict[str, Secret]:
        """Return those secrets that the vault has, by name; needs the role Key Vault Secrets User."""
        found = {}
        for name in names:
            try:
                answer = self._client.find(f"/secrets/{in_vault(name)}", version=_VERSION)
            except (AzureRefusedError, AzureUnreachableError) as error:
                raise self._error(error, role="Key Vault Secrets User") from error
            if answer is not None:
                source = f"vault {self.name}, {in_vault(name)}"
                found[name] = Secret(name=name, value=answer["value"], source=source)
        return found

    def versions(self) -> dict[str, Version]:
        """Return what the vault says about each secret, by the name of its variable. Reads no value."""
        try:
            listed = list(self._client.items("/secrets", version=_VERSION))
        except (AzureRefusedError, AzureUnreachableError) as error:
            raise self._error(error, role="Key Vault Secrets User") from error
        return {_variable(one): _version(one) for one in listed}

    def _error(self, error: UserError, *, role: str) -> VaultError:
        where = f"key vault {self.name}"
        if isinstance(error, AzureRefusedError) and error.status == HTTPStatus.FORBIDDEN:
            return VaultError(error.what, where=where, remedy=f"you need the role {role} on it")
        return VaultError(error.what, where=where, remedy=error.remedy)


def open_vault(name: str, credential: TokenCredential) -> Vault:
    """Return a vault by its name; raise VaultError for a name that no vault can have."""
    if not _NAME.fullmatch(name):
        raise VaultError(
            f"'{name}' is no name of a key vault: 3–24 letters, digits and single hyphens",
            where="--vault",
            remedy="give the name alone, not the URL: az keyvault list --query [].name",
        )
    endpoint = f"https://{name}.vault.azure.net"
    return Vault(name, RestClient(credential, endpoint=endpoint, scope=_SCOPE))


def in_vault(name: str) -> str:
    """Return a secret's name in a vault, which allows no underscore."""
    return name.replace("_", "-")


def _variable(listed: dict[str, Any]) -> str:
    return str(listed["id"]).rstrip("/").rpartition("/")[2].replace("-", "_")


def _version(listed: dict[str, Any]) -> Version:
    attributes = listed["attributes"]
    changed_at = datetime.fromtimestamp(attributes["updated"], tz=UTC)
    return Version(changed_at=changed_at, enabled=attributes.get("enabled", True))


def vault_by_name(name: str | None) -> Vault | None:
    """Return the vault that --vault names; None without one."""
    return open_vault(name, azure_credential()) if name else None

"""Secrets in an Azure Key Vault, named after their variable with hyphens: database-url."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final

from azure.core.credentials import TokenCredential
from azure.keyvault.secrets import SecretClient

from ops.clients.azure.management import (
    AzureRefusedError,
    AzureUnreachableError,
    client_options,
    if_exists,
)
from ops.clients.azure.sign_in import azure_credential
from ops.common.errors import ExitCode, UserError
from ops.delivery.secrets.secret import Secret

# Source: learn.microsoft.com, "Naming rules and restrictions for Azure resources".
_NAME: Final = re.compile(r"(?!.*--)[A-Za-z][A-Za-z0-9-]{1,22}[A-Za-z0-9]")


class VaultError(UserError):
    """A key vault that cannot be reached, does not exist, or denies access."""

    exit_code = ExitCode.MISSING_INPUT


@dataclass(frozen=True, kw_only=True)
class SecretVersion:
    """The current version of a secret in a vault, without its value."""

    changed_at: datetime
    enabled: bool


class Vault:
    """A key vault. Values are never shown."""

    def __init__(self, name: str, client: SecretClient) -> None:
        self.name = name
        self._client = client

    def set(self, name: str, value: str) -> None:
        """Write a new version of a secret; needs the role Key Vault Secrets Officer."""
        with self._errors(role="Key Vault Secrets Officer"):
            self._client.set_secret(in_vault(name), value)

    def get(self, names: Iterable[str]) -> dict[str, Secret]:
        """Return those secrets that the vault has, by name; needs the role Key Vault Secrets User."""
        secrets = {}
        for name in names:
            with self._errors(role="Key Vault Secrets User"):
                found = if_exists(lambda name=name: self._client.get_secret(in_vault(name)))  # type: ignore[misc]
            if found is not None:
                source = f"vault {self.name}, {in_vault(name)}"
                secrets[name] = Secret(name=name, value=found.value or "", source=source)
        return secrets

    def versions(self) -> dict[str, SecretVersion]:
        """Return the current version of each secret, by the name of its variable. Reads no value."""
        with self._errors(role="Key Vault Secrets User"):
            return {
                str(one.name).replace("-", "_"): SecretVersion(
                    changed_at=one.updated_on or datetime.min.replace(tzinfo=UTC),
                    enabled=one.enabled is not False,
                )
                for one in self._client.list_properties_of_secrets()
            }

    @contextmanager
    def _errors(self, *, role: str) -> Iterator[None]:
        """Turn Azure's errors into a VaultError; a denied access names the role that is needed."""
        try:
            yield
        except (AzureRefusedError, AzureUnreachableError) as error:
            denied = isinstance(error, AzureRefusedError) and error.status == HTTPStatus.FORBIDDEN
            remedy = f"you need the role {role} on it" if denied else error.remedy
            raise VaultError(error.what, where=f"key vault {self.name}", remedy=remedy) from error


def open_vault(name: str, credential: TokenCredential) -> Vault:
    """Return a vault by its name; raise VaultError for an invalid name."""
    if not _NAME.fullmatch(name):
        raise VaultError(
            f"'{name}' is not a valid name of a key vault: 3–24 letters, digits and single hyphens",
            where="--vault",
            remedy="use the name alone, not the URL: az keyvault list --query [].name",
        )
    return Vault(name, SecretClient(f"https://{name}.vault.azure.net", credential, **client_options()))


def in_vault(name: str) -> str:
    """Return the name of a secret in a vault, where underscores are not allowed."""
    return name.replace("_", "-")


def vault_by_name(name: str | None) -> Vault | None:
    """Return the vault of the option --vault; None without one."""
    return open_vault(name, azure_credential()) if name else None

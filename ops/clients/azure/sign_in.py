"""The sign-in to Azure."""

import base64
import json
import logging
import time
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final

from azure.core.credentials import AccessToken, TokenCredential
from azure.core.exceptions import ClientAuthenticationError

from ops.common.errors import ExitCode, UserError
from ops.common.simulation import refuse_in_rehearsal

#: The scope of a token for Azure Resource Manager.
MANAGEMENT: Final = "https://management.azure.com/.default"
# A token is renewed this long before it expires; azure-core does the same.
_RENEWAL_SECONDS: Final = 300
# Text of azure-identity 1.27, azure/identity/_credentials/azure_cli.py, CLI_NOT_FOUND.
_NO_CLI: Final = "Azure CLI not found"


class NotSignedInError(UserError):
    """No sign-in to Azure, or an expired one."""

    exit_code = ExitCode.MISSING_INPUT


@dataclass(frozen=True, kw_only=True)
class Caller:
    """The signed-in user or service principal: object id, tenant, and a name for messages."""

    object_id: str
    tenant_id: str
    name: str
    is_person: bool

    @property
    def principal_type(self) -> str:
        """The caller's type in a role assignment."""
        return "User" if self.is_person else "ServicePrincipal"


class SharedToken:
    """A credential whose tokens several clients and threads share.

    The credential of the Azure CLI starts `az` for each token. A dozen of them at once exceed its time limit.
    """

    def __init__(self, credential: TokenCredential) -> None:
        self._credential = credential
        self._lock = Lock()
        self._tokens: dict[tuple[object, ...], AccessToken] = {}

    def get_token(self, *scopes: str, claims: str | None = None, **options: Any) -> AccessToken:
        """Return a token for these scopes; a new one if it expires soon, or if Azure demands claims."""
        key = (*scopes, *sorted(options.items()))
        with self._lock:
            known = self._tokens.get(key)
            if known is None or claims or known.expires_on - time.time() < _RENEWAL_SECONDS:
                known = self._credential.get_token(*scopes, claims=claims, **options)
                self._tokens[key] = known
            return known


def azure_credential() -> TokenCredential:
    """Return the first that is signed in: environment, workload identity, managed identity, Azure CLI.

    Raises RehearsalShellError in the shell of a rehearsal: nothing there needs Azure.
    """
    refuse_in_rehearsal("Azure")
    # A tenth of a command's start: a rehearsal and a state store with a key never sign in.
    from azure.identity import DefaultAzureCredential

    # azure-identity logs many lines about each attempt; not_signed_in reports the one that matters.
    logging.getLogger("azure.identity").setLevel(logging.ERROR)
    return DefaultAzureCredential(exclude_interactive_browser_credential=True)


def signed_in_caller(credential: TokenCredential) -> Caller:
    """Return the caller of a credential; raise NotSignedInError when it has no token.

    The claims come from the caller's own token, unverified; Azure verifies the token itself.
    Source: learn.microsoft.com, "Access token claims reference" (oid, tid, idtyp, upn, appid).
    """
    try:
        token = credential.get_token(MANAGEMENT).token
    except ClientAuthenticationError as error:
        raise not_signed_in(error) from error
    claims = _claims(token)
    name = claims.get("upn") or claims.get("unique_name") or claims.get("appid") or claims["oid"]
    return Caller(
        object_id=claims["oid"],
        tenant_id=claims["tid"],
        name=name,
        is_person=claims.get("idtyp", "user") != "app",
    )


def not_signed_in(error: ClientAuthenticationError) -> NotSignedInError:
    """Return a one-line error: of all that azure-identity tried, users care about the Azure CLI."""
    attempts = [line.strip() for line in error.message.splitlines() if line.strip()]
    by_the_cli = [line for line in attempts if line.startswith("AzureCliCredential: ")]
    first = "" if not any(_NO_CLI in line for line in by_the_cli) else "install the Azure CLI, "
    return NotSignedInError(
        "not signed in to Azure",
        where=next(iter([*by_the_cli, *attempts]), ""),
        remedy=f"{first}run `az login` (in a workflow: azure/login), then run this command again",
    )


def _claims(token: str) -> dict[str, Any]:
    part = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return claims

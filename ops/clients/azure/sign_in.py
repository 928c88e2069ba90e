"""Who is signed in to Azure."""

import base64
import json
import logging
from dataclasses import dataclass
from typing import Any, Final

from azure.core.credentials import TokenCredential
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import DefaultAzureCredential

from ops.common.errors import ExitCode, UserError

#: What a token for Azure Resource Manager is asked for.
MANAGEMENT: Final = "https://management.azure.com/.default"


class NotSignedInError(UserError):
    """Nobody is signed in to Azure here, or the sign-in is over."""

    exit_code = ExitCode.MISSING_INPUT


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Whom Azure sees: the object id that roles are given to, the tenant, and a name for messages."""

    object_id: str
    tenant_id: str
    name: str
    is_person: bool

    @property
    def principal_type(self) -> str:
        """What a role assignment calls the caller's kind."""
        return "User" if self.is_person else "ServicePrincipal"


def azure_credential() -> TokenCredential:
    """Return whoever is signed in: environment, workload identity, managed identity, or the Azure CLI."""
    # It would log dozens of lines about each way that it tried; not_signed_in says what matters.
    logging.getLogger("azure.identity").setLevel(logging.ERROR)
    return DefaultAzureCredential(exclude_interactive_browser_credential=True)


def signed_in_caller(credential: TokenCredential) -> Caller:
    """Return who the credential stands for; raise NotSignedInError when it gives no token.

    The claims are read from the caller's own token and prove nothing; Azure checks the token itself.
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
    """Return the error in one line: azure-identity lists all that it tried, and a person uses the CLI."""
    said = [line.strip() for line in error.message.splitlines() if line.strip()]
    of_the_cli = [line for line in said if line.startswith("AzureCliCredential: ")]
    return NotSignedInError(
        "not signed in to Azure",
        where=next(iter([*of_the_cli, *said]), ""),
        remedy="run `az login` (in a workflow: azure/login), then run this command again",
    )


def _claims(token: str) -> dict[str, Any]:
    part = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return claims

"""What the text of a failed access to the state store means, and what to do about it.

The texts are those of Terraform's azurerm backend and of Azure's client library. Sources:
learn.microsoft.com, "Blob Storage error codes" and "Common REST API error codes"; Go's net package.
"""

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, kw_only=True)
class StoreProblem:
    """A problem of the state store, and its remedy."""

    what: str
    remedy: str


#: No container.
MISSING: Final = StoreProblem(
    what="the state container does not exist",
    remedy="correct `state` in the environment file; if the account was never made, run `ops bootstrap` once",
)
_UNKNOWN_NAME: Final = StoreProblem(
    what="the name of the state storage account does not resolve",
    remedy="if no other name resolves either, repair the network; otherwise correct `state` in the "
    "environment file, or run `ops bootstrap` if the account was never made",
)
_LEASE_LOST: Final = StoreProblem(
    what="the lease on the state was lost: it was broken, or another run holds it",
    remedy="`ops state show` says who holds the locks; let that run finish",
)
_NO_CLI: Final = StoreProblem(
    what="the Azure CLI is not installed, and there is no other sign-in to Azure",
    remedy="install it (https://aka.ms/azure-cli), run `az login`, then the same command again",
)
#: No valid sign-in to Azure.
NOT_SIGNED_IN: Final = StoreProblem(
    what="not signed in to Azure, or the sign-in has expired",
    remedy="run `az login` (in a workflow: set ARM_USE_OIDC)",
)
_BLOCKED: Final = StoreProblem(
    what="the state storage account denies access from this network, or to this identity",
    remedy="compare the account's network rules with this machine's address, then the role Storage Blob Data "
    "Contributor on the container; see docs/deployment/azure-setup.md",
)
_DENIED: Final = StoreProblem(
    what="the state storage account denies access",
    remedy="you need the role Storage Blob Data Contributor on the container; see "
    "docs/deployment/azure-setup.md",
)
_BUSY: Final = StoreProblem(
    what="the state storage account answers that it is busy or has a fault",
    remedy="wait some minutes and run the same command again; disturbances: https://azure.status.microsoft",
)
#: No answer.
UNREACHABLE: Final = StoreProblem(
    what="the state storage account does not answer",
    remedy="check the network, the proxy and the account's name in the environment file, then run the same "
    "command again",
)


def _status(numbers: str) -> str:
    """Return the pattern of an HTTP status in the texts of Go's clients and of Azure's library."""
    return rf"(?:status(?:\s+code)?[ :=]+|StatusCode=|message: )(?:{numbers})\b"


# The first that is found counts: an error code says more than the status beside it.
_RULES: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), problem)
    for pattern, problem in (
        (r"ContainerNotFound|The specified container does not exist", MISSING),
        (r"no such host|Failed to resolve|Name or service not known|nodename nor servname", _UNKNOWN_NAME),
        (r"Lease(?:Lost|IdMismatch|NotPresent|IdMissing)", _LEASE_LOST),
        (r"could not parse Azure CLI version|Azure CLI not found", _NO_CLI),
        (r"AuthenticationFailed|InvalidAuthenticationInfo|AADSTS\d|az login|ExpiredToken", NOT_SIGNED_IN),
        (_status("401"), NOT_SIGNED_IN),
        (r"AuthorizationFailure", _BLOCKED),
        (r"AuthorizationPermissionMismatch|KeyBasedAuthenticationNotPermitted", _DENIED),
        (_status("403"), _DENIED),
        (r"ServerBusy|OperationTimedOut|InternalError|TooManyRequests", _BUSY),
        (_status(r"429|5\d\d"), _BUSY),
        (
            r"connection refused|connection reset|connection aborted|broken pipe|i/o timeout|timed out|"
            r"deadline exceeded|\bEOF\b|unreachable|no route to host|TLS handshake|Remote end closed|"
            r"Failed to establish a new connection",
            UNREACHABLE,
        ),
    )
)


def store_problem(text: str) -> StoreProblem | None:
    """Return the problem of the state store that a text tells; None for a text about something else."""
    return next((problem for pattern, problem in _RULES if pattern.search(text)), None)

"""The storage container with the Terraform states and the records of `ops`."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from azure.core.exceptions import (
    AzureError,
    ClientAuthenticationError,
    HttpResponseError,
    ResourceNotFoundError,
    ServiceRequestError,
    ServiceResponseError,
)
from azure.storage.blob import ContainerClient

from ops.clients.azure.sign_in import azure_credential
from ops.common.errors import UserError
from ops.common.simulation import LEAVE_REHEARSAL, is_simulated, simulated_world
from ops.engine.synthesis.document import StateBackend
from ops.engine.terraform.store_problem import (
    MISSING,
    NOT_SIGNED_IN,
    UNREACHABLE,
    StoreProblem,
    store_problem,
)

#: The blob endpoint and its certificate, for a state store outside Azure; `rehearse env` sets both.
ENDPOINT_VARIABLE: Final = "OPS_STATE_ENDPOINT"
CERTIFICATE_VARIABLE: Final = "OPS_STATE_CERTIFICATE"
# The newest version that Azurite, the state store of a rehearsal, supports.
_API_VERSION: Final = "2023-11-03"
# The library's own pauses begin at 15 s: a wrong name would be reported after a minute and a half.
_RETRIES: Final[dict[str, Any]] = {
    "retry_total": 4,
    "retry_connect": 2,
    "initial_backoff": 1,
    "increment_base": 2,
}


_REHEARSAL_ENDED: Final = (
    "this shell works on a rehearsal whose state store does not run: start it with `rehearse env`, "
    f"or {LEAVE_REHEARSAL}"
)


class StateAccountError(UserError):
    """A state account that cannot be reached, that denies access, or whose lease was lost."""


@contextmanager
def open_state_container(
    backend: StateBackend, *, environment: Mapping[str, str] = os.environ
) -> Iterator[ContainerClient]:
    """Yield a client for the state container; raise StateAccountError for Azure's errors."""
    where = f"storage account {backend.account}, container {backend.container}"
    with state_container(backend, environment=environment) as container:
        try:
            yield container
        except AzureError as error:
            problem = _problem(error)
            if problem is None:
                raise
            ended = problem is UNREACHABLE and is_simulated(environment)
            raise StateAccountError(
                f"{problem.what}: {_first_line(error)}",
                where=f"{where}; {simulated_world(environment)}" if ended else where,
                remedy=_REHEARSAL_ENDED if ended else problem.remedy,
            ) from error


def _problem(error: AzureError) -> StoreProblem | None:
    """Return the problem behind an error of Azure's client; None for a fault of this program."""
    status = f"status {error.status_code}" if isinstance(error, HttpResponseError) else ""
    found = store_problem(f"{status}\n{getattr(error, 'error_code', '')}\n{error}")
    if found:
        return found
    if isinstance(error, ClientAuthenticationError):
        return NOT_SIGNED_IN
    if isinstance(error, ResourceNotFoundError):
        return MISSING
    # No answer, or half of one.
    return UNREACHABLE if isinstance(error, ServiceRequestError | ServiceResponseError) else None


def state_container(backend: StateBackend, *, environment: Mapping[str, str] = os.environ) -> ContainerClient:
    """Return a client for the state container.

    It signs in as Terraform's azurerm backend does: with ARM_ACCESS_KEY when that is set, otherwise with
    the sign-in to Azure. Source: https://developer.hashicorp.com/terraform/language/backend/azurerm.
    """
    endpoint = environment.get(ENDPOINT_VARIABLE) or f"https://{backend.account}.blob.core.windows.net"
    return ContainerClient(
        endpoint,
        backend.container,
        credential=environment.get("ARM_ACCESS_KEY") or azure_credential(),
        api_version=_API_VERSION,
        **_RETRIES,
        **_transport(environment.get(CERTIFICATE_VARIABLE)),
    )


def _transport(certificate: str | None) -> dict[str, Any]:
    """Trust a local state store by its own certificate, and use no proxy."""
    return {"connection_verify": certificate, "use_env_settings": False} if certificate else {}


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__

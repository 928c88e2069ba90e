"""The storage container that holds the Terraform states, and beside them what `ops` remembers."""

import os
from collections.abc import Mapping
from typing import Any, Final

from azure.identity import DefaultAzureCredential
from azure.storage.blob import ContainerClient

from ops.synthesis import Backend

#: The account's blob endpoint, where it is not Azure's own; `rehearse env` sets both for its state store.
ENDPOINT_VARIABLE: Final = "OPS_STATE_ENDPOINT"
CERTIFICATE_VARIABLE: Final = "OPS_STATE_CERTIFICATE"
# The newest one that Azurite, the state store of a rehearsal, knows as well.
_API_VERSION: Final = "2023-11-03"


def state_container(backend: Backend, *, environment: Mapping[str, str] = os.environ) -> ContainerClient:
    """Return a client for the container of the states.

    It signs in as Terraform's azurerm backend does: with ARM_ACCESS_KEY when that is set, otherwise as
    whoever is signed in to Azure. Source: https://developer.hashicorp.com/terraform/language/backend/azurerm.
    """
    endpoint = environment.get(ENDPOINT_VARIABLE) or f"https://{backend.account}.blob.core.windows.net"
    return ContainerClient(
        endpoint,
        backend.container,
        credential=environment.get("ARM_ACCESS_KEY") or DefaultAzureCredential(),
        api_version=_API_VERSION,
        **_transport(environment.get(CERTIFICATE_VARIABLE)),
    )


def _transport(certificate: str | None) -> dict[str, Any]:
    """Trust a state store on this machine by its own certificate, and let no proxy come between."""
    return {"connection_verify": certificate, "use_env_settings": False} if certificate else {}

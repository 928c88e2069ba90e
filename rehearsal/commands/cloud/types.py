"""The resource types that the simulated cloud can have: those of the providers with a stand-in."""

from typing import Final

from ops.common.errors import ExitCode, UserError
from rehearsal.cloud.store import SimulatedCloud
from rehearsal.provider.names import PROVIDERS
from rehearsal.provider.schema.catalogue import load_catalogue

_EXAMPLES: Final = "azurerm_container_registry, kubernetes_service_v1, helm_release or redpanda_topic"


class UnknownTypeError(UserError):
    """A resource type that no provider of the stacks has."""

    exit_code = ExitCode.USAGE


def require_type(name: str, *, cloud: SimulatedCloud | None = None) -> str:
    """Return a resource type that the cloud has objects of, or a provider knows; raise UnknownTypeError."""
    if (cloud and cloud.list_objects(name)) or _in_a_catalogue(name):
        return name
    raise UnknownTypeError(
        f"no provider of the stacks has a resource type '{name}'; nothing was changed",
        where="TYPE",
        remedy=f"for instance {_EXAMPLES}; `rehearse cloud ls` lists what exists",
    )


def _in_a_catalogue(name: str) -> bool:
    provider = name.partition("_")[0]
    if provider not in PROVIDERS:
        return False
    try:
        load_catalogue(provider).resource(name)
    except LookupError:
        return False
    return True

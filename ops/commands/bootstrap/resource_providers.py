"""Resource providers: a service can be used in a subscription only after its provider is registered."""

import time
from collections.abc import Callable, Iterator
from typing import Final

from azure.mgmt.resource.resources import ResourceManagementClient
from azure.mgmt.resource.resources.operations import ProvidersOperations

from environments import Environment
from environments.database import ManagedDatabase
from ops.clients.azure.environment import AzureTarget
from ops.commands.bootstrap.action import BootstrapAction
from ops.common.errors import UserError

_REGISTERED: Final = "Registered"
_DEADLINE_SECONDS: Final = 600.0
_PAUSE_SECONDS: Final = 5.0

#: The providers of the foundation's resources and of the state storage account, and of the check of policies.
ALWAYS: Final = (
    "Microsoft.Compute",
    "Microsoft.Consumption",
    "Microsoft.ContainerRegistry",
    "Microsoft.ContainerService",
    "Microsoft.Insights",
    "Microsoft.ManagedIdentity",
    "Microsoft.Network",
    "Microsoft.OperationalInsights",
    "Microsoft.PolicyInsights",
    "Microsoft.Storage",
)


class NotRegisteredError(UserError):
    """Resource providers that are not registered in time."""


def needed(environment: Environment) -> tuple[str, ...]:
    """Return the providers that an environment's resources belong to."""
    managed = isinstance(environment.database, ManagedDatabase)
    return (*ALWAYS, "Microsoft.DBforPostgreSQL") if managed else ALWAYS


def unregistered_providers(target: AzureTarget) -> list[str]:
    """Return the needed providers that the subscription has not registered."""
    listed = target.azure.open(ResourceManagementClient).providers.list()
    registered = {str(one.namespace).casefold() for one in listed if one.registration_state == _REGISTERED}
    return [name for name in needed(target.environment) if name.casefold() not in registered]


def check_providers(target: AzureTarget) -> str:
    """Return which providers are registered, and which will be: a missing one refuses nothing by itself."""
    missing = unregistered_providers(target)
    if missing:
        return f"`ops bootstrap` registers {', '.join(missing)}"
    return f"all {len(needed(target.environment))} are registered"


def missing_providers(
    target: AzureTarget, *, pause: Callable[[float], None] = time.sleep
) -> list[BootstrapAction]:
    """Return the action that registers the missing providers and waits until all are registered."""
    providers = target.azure.open(ResourceManagementClient).providers
    missing = unregistered_providers(target)
    if not missing:
        return []

    def register() -> None:
        for name in missing:
            providers.register(name)
        _wait(providers, missing, pause=pause)

    return [BootstrapAction(what=f"registration of {', '.join(missing)}", run=register)]


def _wait(providers: ProvidersOperations, names: list[str], *, pause: Callable[[float], None]) -> None:
    end = time.monotonic() + _DEADLINE_SECONDS
    waiting = list(_unregistered(providers, names))
    while waiting:
        if time.monotonic() >= end:
            raise NotRegisteredError(
                f"not registered after {_DEADLINE_SECONDS / 60:.0f} minutes: {', '.join(waiting)}",
                remedy="Azure continues to register them; run `ops bootstrap` again in a few minutes",
            )
        pause(_PAUSE_SECONDS)
        waiting = list(_unregistered(providers, waiting))


def _unregistered(providers: ProvidersOperations, names: list[str]) -> Iterator[str]:
    for name in names:
        if providers.get(name).registration_state != _REGISTERED:
            yield name

"""Resource providers: a subscription knows a service's resources only after its provider is registered."""

import time
from collections.abc import Callable, Iterator
from typing import Final

from environments import Environment
from environments.database import ManagedDatabase
from ops.clients.azure.environment import Target
from ops.clients.azure.rest import RestClient
from ops.commands.bootstrap.action import Action
from ops.common.errors import UserError

_VERSION: Final = "2021-04-01"
_REGISTERED: Final = "Registered"
_DEADLINE_SECONDS: Final = 600.0
_PAUSE_SECONDS: Final = 5.0

#: What the foundation's resources belong to, and the states' storage account.
ALWAYS: Final = (
    "Microsoft.Compute",
    "Microsoft.Consumption",
    "Microsoft.ContainerRegistry",
    "Microsoft.ContainerService",
    "Microsoft.Insights",
    "Microsoft.ManagedIdentity",
    "Microsoft.Network",
    "Microsoft.OperationalInsights",
    "Microsoft.Storage",
)


class NotRegisteredError(UserError):
    """A resource provider was not registered in time."""


def needed(environment: Environment) -> tuple[str, ...]:
    """Return the providers that an environment's resources belong to."""
    managed = isinstance(environment.database, ManagedDatabase)
    return (*ALWAYS, "Microsoft.DBforPostgreSQL") if managed else ALWAYS


def missing_providers(target: Target, *, pause: Callable[[float], None] = time.sleep) -> list[Action]:
    """Return an action that registers all that are missing; it waits until they are registered."""
    known = target.azure.items(f"{target.subscription}/providers", version=_VERSION)
    registered = {one["namespace"].casefold() for one in known if one["registrationState"] == _REGISTERED}
    missing = [name for name in needed(target.environment) if name.casefold() not in registered]
    if not missing:
        return []

    def register() -> None:
        paths = [f"{target.subscription}/providers/{name}" for name in missing]
        for path in paths:
            target.azure.post(f"{path}/register", version=_VERSION)
        _wait(target.azure, paths, pause=pause)

    return [Action(what=f"registration of {', '.join(missing)}", make=register)]


def _wait(azure: RestClient, paths: list[str], *, pause: Callable[[float], None]) -> None:
    end = time.monotonic() + _DEADLINE_SECONDS
    waiting = list(_unregistered(azure, paths))
    while waiting:
        if time.monotonic() >= end:
            names = ", ".join(path.rpartition("/")[2] for path in waiting)
            raise NotRegisteredError(
                f"not registered after {_DEADLINE_SECONDS / 60:.0f} minutes: {names}",
                remedy="Azure goes on registering; run `ops bootstrap` again in a while",
            )
        pause(_PAUSE_SECONDS)
        waiting = list(_unregistered(azure, waiting))


def _unregistered(azure: RestClient, paths: list[str]) -> Iterator[str]:
    for path in paths:
        if azure.get(path, version=_VERSION)["registrationState"] != _REGISTERED:
            yield path

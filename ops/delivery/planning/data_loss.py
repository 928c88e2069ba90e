"""The data that is lost when resources are deleted or replaced, by their type."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

Describe = Callable[[Sequence[str]], str]

# By the type of resource that carries it. Sources: MicrosoftDocs/azure-databases-docs,
# articles/postgresql/backup-restore/how-to-restore-dropped-server.md (5 days); learn.microsoft.com, REST
# reference of Log Analytics, "Workspaces - Delete" (14 days).
_DATA: Final[dict[str, Describe]] = {
    "azurerm_postgresql_flexible_server": lambda found: (
        f"the database server {_names(found)} with all user data and its backups: Azure may keep the last "
        "one for 5 days, without a guarantee"
    ),
    "azurerm_postgresql_flexible_server_database": lambda found: (
        f"the database {_names(found)} with all user data; a restore of the server brings it back"
    ),
    "azurerm_container_registry": lambda found: f"the registry {_names(found)} with every image in it",
    "azurerm_log_analytics_workspace": lambda found: (
        f"the logs in {_names(found)}; Azure keeps them for 14 days"
    ),
    "azurerm_public_ip": lambda found: (
        f"the IP address {_names(found)} and its DNS label, which others may take afterwards"
    ),
    "azurerm_federated_identity_credential": lambda _: (
        "the identities of the GitHub workflows, which can no longer sign in"
    ),
    "redpanda_topic": lambda found: (
        f"{len(found)} {_one_or_more(found, 'topic')} with events, including unread ones: {_names(found)}"
    ),
    "redpanda_serverless_cluster": lambda found: f"the Kafka cluster {_names(found)}",
    "kubernetes_secret_v1": lambda found: (
        f"{len(found)} {_one_or_more(found, 'Secret')} in the cluster; you keep their values, in variables "
        "or a key vault"
    ),
}


# Nothing beside the loss of these: what holds it is lost as well.
_HELD_BY: Final = {"azurerm_postgresql_flexible_server_database": "azurerm_postgresql_flexible_server"}


def data_loss(resources: Iterable[tuple[str, str]]) -> list[str]:
    """Return what is lost with these resources, each a type and a name; user data first."""
    return list(_data_loss(list(resources)))


def carries_data(type_: str) -> bool:
    """Return whether data is lost with a resource of this type."""
    return type_ in _DATA


def _data_loss(resources: Sequence[tuple[str, str]]) -> Iterator[str]:
    types = {type_ for type_, _ in resources}
    for type_, describe in _DATA.items():
        found = [name for kind, name in resources if kind == type_]
        if found and _HELD_BY.get(type_) not in types:
            yield describe(found)


def _one_or_more(found: Sequence[str], noun: str) -> str:
    return noun if len(found) == 1 else f"{noun}s"


def _names(found: Sequence[str]) -> str:
    return ", ".join(found)

"""The data that is lost when an environment is deleted, from its inventory."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from ops.delivery.deployment.inventory import HeldResource, Inventory

Describe = Callable[[Sequence[HeldResource]], str]

# By the type of resource that carries it. Sources: MicrosoftDocs/azure-databases-docs,
# articles/postgresql/backup-restore/how-to-restore-dropped-server.md (5 days); learn.microsoft.com, REST
# reference of Log Analytics, "Workspaces - Delete" (14 days).
_DATA: Final[dict[str, Describe]] = {
    "azurerm_postgresql_flexible_server": lambda found: (
        f"the database server {_names(found)} with all user data and its backups: Azure may keep the last "
        "one for 5 days, without a guarantee"
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
        f"{len(found)} topics with their events, including unread ones: {_names(found)}"
    ),
    "redpanda_serverless_cluster": lambda found: f"the Kafka cluster {_names(found)}",
    "kubernetes_secret_v1": lambda found: (
        f"{len(found)} Secrets in the cluster; you keep their values, in variables or a key vault"
    ),
}


def data_loss(inventories: Sequence[Inventory]) -> list[str]:
    """Return what is lost, user data first."""
    return list(_data_loss(inventories))


def _data_loss(inventories: Sequence[Inventory]) -> Iterator[str]:
    for type_, describe in _DATA.items():
        found = [one for inventory in inventories for one in inventory.resources if one.type == type_]
        if found:
            yield describe(found)


def _names(found: Sequence[HeldResource]) -> str:
    return ", ".join(resource.name for resource in found)

"""What is lost for good, or for a while, when an environment is deleted: in words, from its inventory."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from ops.delivery.deployment.inventory import HeldResource, Inventory

Told = Callable[[Sequence[HeldResource]], str]

# By the type of resource that carries it. Sources: MicrosoftDocs/azure-databases-docs,
# articles/postgresql/backup-restore/how-to-restore-dropped-server.md (5 days); learn.microsoft.com, REST
# reference of Log Analytics, "Workspaces - Delete" (14 days).
_LOSSES: Final[dict[str, Told]] = {
    "azurerm_postgresql_flexible_server": lambda found: (
        f"the database server {_names(found)} with all that users have written, and its backups: Azure keeps "
        "the last one for 5 days, without a promise"
    ),
    "azurerm_container_registry": lambda found: f"the registry {_names(found)} with every image in it",
    "azurerm_log_analytics_workspace": lambda found: (
        f"the logs in {_names(found)}; Azure keeps them for 14 days"
    ),
    "azurerm_public_ip": lambda found: (
        f"the address {_names(found)} and its DNS label, which anybody may take afterwards"
    ),
    "azurerm_federated_identity_credential": lambda _: (
        "the identities of GitHub's workflows, which cannot sign in any more"
    ),
    "redpanda_topic": lambda found: (
        f"{len(found)} topics with their events, also the ones that nobody has read: {_names(found)}"
    ),
    "redpanda_serverless_cluster": lambda found: f"the Kafka cluster {_names(found)}",
    "kubernetes_secret_v1": lambda found: (
        f"{len(found)} Secrets in the cluster; the values are yours, in variables or a key vault"
    ),
}


def losses(inventories: Sequence[Inventory]) -> list[str]:
    """Return what is lost, the users' data first."""
    return list(_losses(inventories))


def _losses(inventories: Sequence[Inventory]) -> Iterator[str]:
    for type_, tell in _LOSSES.items():
        found = [one for inventory in inventories for one in inventory.resources if one.type == type_]
        if found:
            yield tell(found)


def _names(found: Sequence[HeldResource]) -> str:
    return ", ".join(resource.name for resource in found)

"""Azure's types, a module a family of services."""

from __future__ import annotations

from rehearsal.cloud.rules.azure import (
    cluster,
    data,
    database,
    governance,
    identity,
    monitoring,
    network,
    registry,
)
from rehearsal.cloud.rules.azure.common import azure_rule, configure, in_group

RULES = {
    **governance.RULES,
    **registry.RULES,
    **cluster.RULES,
    **identity.RULES,
    **network.RULES,
    **monitoring.RULES,
    **database.RULES,
}
DATA_RULES = data.RULES
DEFAULT = azure_rule(in_group("Microsoft.Simulated/resources"))

__all__ = ["DATA_RULES", "DEFAULT", "RULES", "configure"]

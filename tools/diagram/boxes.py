"""The boxes of the picture and their resources. Every resource is in a box, or left out with a reason."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ops.common.errors import UserError
from tools.diagram import labels
from tools.diagram.graph import Address, Graph

Members = Mapping[Address, Mapping[str, Any]]


class UnplacedError(UserError):
    """A resource has no place in the picture."""


@dataclass(frozen=True, kw_only=True)
class BoxRule:
    """A box: the resources of `stack` whose `type.name` matches a pattern, and its lines of text."""

    key: str
    stack: str
    title: str
    patterns: Sequence[str]
    label: Callable[[Members], list[str]]

    def takes(self, address: Address) -> bool:
        """Return whether a resource belongs to this box."""
        name = f"{address.type}.{address.name}"
        return address.stack == self.stack and any(re.fullmatch(pattern, name) for pattern in self.patterns)


@dataclass(frozen=True, kw_only=True)
class Box:
    """A drawn box and its resources."""

    key: str
    stack: str
    title: str
    lines: tuple[str, ...]
    members: tuple[str, ...]


def _workload(name: str) -> BoxRule:
    return BoxRule(
        key=name,
        stack="app",
        title=f"todo-{name}",
        patterns=(rf"kubernetes_\w+\.todo_{name}_\w+",),
        label=labels.workload,
    )


#: The first rule that takes a resource has it.
RULES: Final = (
    BoxRule(
        key="entrance",
        stack="app",
        title="Gateway and routes",
        patterns=(r"kubernetes_manifest\.gateway\w*", r"kubernetes_network_policy_v1\.gateway_\w+"),
        label=labels.entrance,
    ),
    _workload("frontend"),
    _workload("backend"),
    BoxRule(
        key="blocks",
        stack="app",
        title="Dapr components",
        patterns=(r"kubernetes_manifest\.(dapr_\w+|\w+_sidecar)",),
        label=labels.blocks,
    ),
    BoxRule(
        key="secrets",
        stack="app",
        title="Secrets, write-only",
        patterns=(r"kubernetes_secret_v1\..+", r"kubernetes_\w+\.database_(grant|retire)\w*"),
        label=labels.secrets,
    ),
    BoxRule(
        key="namespace",
        stack="app",
        title="Namespace",
        patterns=(r"kubernetes_\w+\.namespace\w*", r"kubernetes_network_policy_v1\.deny_by_default"),
        label=labels.namespace,
    ),
    BoxRule(
        key="envoy",
        stack="addons",
        title="Envoy Gateway",
        patterns=(r"helm_release\.gateway",),
        label=labels.chart("makes the proxies of the", "gateway and their Service"),
    ),
    BoxRule(
        key="certificates",
        stack="addons",
        title="cert-manager",
        patterns=(r"helm_release\.certificates",),
        label=labels.chart("gets and renews the", "certificate by ACME"),
    ),
    BoxRule(
        key="dapr",
        stack="addons",
        title="Dapr",
        patterns=(r"helm_release\.dapr",),
        label=labels.chart("puts sidecars into the pods,", "mutual TLS between them"),
    ),
    BoxRule(
        key="topics",
        stack="addons",
        title="Redpanda: Kafka",
        patterns=(r"redpanda_(serverless_cluster|topic)\..+",),
        label=labels.topics,
    ),
    BoxRule(
        key="kafka_user",
        stack="addons",
        title="Redpanda: access",
        patterns=(r"redpanda_(user|acl)\..+",),
        label=labels.kafka_user,
    ),
    BoxRule(
        key="address",
        stack="foundation",
        title="Public address",
        patterns=(r"azurerm_public_ip\..+",),
        label=labels.address,
    ),
    BoxRule(
        key="network",
        stack="foundation",
        title="Network",
        patterns=(
            r"azurerm_virtual_network\..+",
            r"azurerm_subnet(_network_security_group_association)?\..+",
            r"azurerm_network_security_(group|rule)\..+",
        ),
        label=labels.network,
    ),
    BoxRule(
        key="cluster",
        stack="foundation",
        title="Kubernetes (AKS)",
        patterns=(
            r"azurerm_kubernetes_cluster\..+",
            r"azurerm_(user_assigned_identity|role_assignment)\.cluster_\w+",
        ),
        label=labels.cluster,
    ),
    BoxRule(
        key="database",
        stack="foundation",
        title="PostgreSQL",
        patterns=(
            r"azurerm_postgresql_flexible_server\w*\..+",
            r"azurerm_private_dns_zone\w*\.database_\w+",
            r"azurerm_management_lock\.database_\w+",
        ),
        label=labels.database,
    ),
    BoxRule(
        key="registry",
        stack="foundation",
        title="Container registry",
        patterns=(r"azurerm_container_registry\..+", r"azurerm_role_assignment\.registry_\w+"),
        label=labels.registry,
    ),
    BoxRule(
        key="identities",
        stack="foundation",
        title="Identities of GitHub Actions",
        patterns=(
            r"azurerm_(user_assigned_identity|federated_identity_credential)\.github_\w+",
            r"azurerm_role_(assignment|definition)\.github_\w+",
        ),
        label=labels.identities,
    ),
    BoxRule(
        key="budgets",
        stack="foundation",
        title="Budgets",
        patterns=(r"azurerm_consumption_budget_subscription\..+",),
        label=labels.budgets,
    ),
    BoxRule(
        key="monitoring",
        stack="foundation",
        title="Monitoring",
        patterns=(
            r"azurerm_log_analytics_\w+\..+",
            r"azurerm_monitor_\w+\..+",
            r"azurerm_application_insights_workbook\..+",
        ),
        label=labels.monitoring,
    ),
)

#: What no box shows, and why. A pattern that matches nothing is reported by a test.
LEFT_OUT: Final = {
    r"foundation/azurerm_resource_group\..+": "it only holds the other resources of Azure",
    r"addons/redpanda_resource_group\..+": "it only holds the cluster of Redpanda",
}


def left_out(address: Address) -> bool:
    """Return whether a resource is left out on purpose."""
    return any(re.fullmatch(pattern, str(address)) for pattern in LEFT_OUT)


def place(graph: Graph) -> dict[Address, str]:
    """Return the key of each resource's box; raise UserError for resources without a box."""
    placed = {
        address: next((rule.key for rule in RULES if rule.takes(address)), "")
        for address in graph.resources
        if not left_out(address)
    }
    unplaced = sorted(str(address) for address, key in placed.items() if not key)
    if unplaced:
        raise UnplacedError(
            f"no box of the architecture diagram has room for: {', '.join(unplaced)}",
            where="tools/diagram/boxes.py",
            remedy="add its type to a box in RULES, or to LEFT_OUT with a reason; then `make diagram`",
        )
    return placed


def boxes(graph: Graph, placed: Mapping[Address, str]) -> tuple[Box, ...]:
    """Return the boxes that have members, in the order of the rules."""
    found = []
    for rule in RULES:
        members = {
            address: graph.resources[address] for address in sorted(placed) if placed[address] == rule.key
        }
        if members:
            found.append(
                Box(
                    key=rule.key,
                    stack=rule.stack,
                    title=rule.title,
                    lines=tuple(rule.label(members)),
                    members=tuple(map(str, members)),
                )
            )
    return tuple(found)

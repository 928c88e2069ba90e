"""The fields that services change by themselves, with the reason, the source, and the condition.

One table for all: constructs take `ignore_changes` from it; drift, fingerprint and gate leave out what it
lists. A field that is not in the table belongs to Terraform.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Condition(StrEnum):
    """The circumstances in which a change is a service's own."""

    ALWAYS = "always"
    WAS_EMPTY = "the field was empty: it was read before the service had filled it in"
    GREW = "the number grew"
    STORAGE_GREW = "`storage_mb` of the same server grew"
    SAME_MINOR = "an upgrade channel is set, and only the patch version differs"
    POOL_IN_RANGE = "the pool scales by itself, and the number is within its range"
    AUTOSCALER_IN_RANGE = "an autoscaler of the stack names it, and the number is within its range"
    OTHERS_RESOURCE = "the entry is a resource of the stack, and compared there"
    NOT_OUR_TAG = "the stacks do not set the tag"


@dataclass(frozen=True, kw_only=True)
class ServiceChange:
    """A field that a service changes: the types as a pattern, the attribute as in `ignore_changes`.

    `.*` at its end is every key of a map. `ignored` fields are configured, so that a plan would put them
    back: they need `ignore_changes`.
    """

    types: str
    attribute: str
    reason: str
    source: str
    condition: Condition = Condition.ALWAYS
    ignored: bool = False

    def covers(self, resource_type: str) -> bool:
        """Return whether the field is one of this type."""
        return re.fullmatch(self.types, resource_type) is not None

    @property
    def path(self) -> tuple[str, ...]:
        """The attribute's steps without the indexes of lists."""
        steps = _STEP.findall(self.attribute)
        return tuple(quoted or name.removeprefix(".") for name, quoted in steps)


@dataclass(frozen=True, kw_only=True)
class OwnResource:
    """A list that a parent reads back, though each entry is a resource: its type, and its parent's name."""

    type: str
    parent: str


_STEP: Final = re.compile(r'([A-Za-z_]\w*|\.\*)|\["([^"]+)"\]')
_CLUSTER: Final = r"azurerm_kubernetes_cluster"
_DATABASE: Final = r"azurerm_postgresql_flexible_server"
_POD_OWNERS: Final = r"kubernetes_(deployment|stateful_set|daemon_set)_v1"
_JOB: Final = r"kubernetes_job_v1"
#: The annotation that restarts the pods of a workload.
RESTARTED_AT: Final = "kubectl.kubernetes.io/restartedAt"

_RECORDED: Final = "recorded refresh of azurerm 4.55.0 and kubernetes 2.38.0, tests/recordings/first_refresh"
# The update from 1.25.6 to 1.25 that is left out does nothing.
# Source: learn.microsoft.com, ManagedClusterProperties.KubernetesVersion: "Updating the cluster with the same
# (major.minor) once it has been created […] will not trigger an upgrade".
_AKS_PATCH: Final = (
    "github.com/hashicorp/terraform-provider-azurerm/issues/26946 and "
    "github.com/Azure/terraform-azurerm-aks/issues/335: `1.25` is read back as `1.25.6`"
)
_RESTART: Final = "github.com/hashicorp/terraform-provider-kubernetes/issues/2411"
_AKS_SCALING: Final = "registry.terraform.io, azurerm_kubernetes_cluster: `node_count` with autoscaling"
_ZONE: Final = "registry.terraform.io, azurerm_postgresql_flexible_server: `zone` and fail-over"
_AUTOGROW: Final = "registry.terraform.io, azurerm_postgresql_flexible_server: `auto_grow_enabled`"
_API_CONVENTIONS: Final = "kubernetes/community, sig-architecture/api-conventions.md, Metadata"

#: The tags that the stacks set on every resource; any other tag is a policy's.
OWN_TAGS: Final = frozenset({"environment", "owner", "cost_centre", "repository"})
#: Upgrade channels that install patch versions.
#: Source: learn.microsoft.com, "Automatically upgrade an Azure Kubernetes Service (AKS) cluster".
PATCHING_CHANNELS: Final = frozenset({"patch", "stable", "rapid"})
#: Lists that Azure reads back into the parent, by type and attribute.
READ_BACK: Final[dict[tuple[str, str], OwnResource]] = {
    ("azurerm_virtual_network", "subnet"): OwnResource(type="azurerm_subnet", parent="virtual_network_name"),
    ("azurerm_network_security_group", "security_rule"): OwnResource(
        type="azurerm_network_security_rule", parent="network_security_group_name"
    ),
    ("azurerm_route_table", "route"): OwnResource(type="azurerm_route", parent="route_table_name"),
}


def _table() -> Iterator[ServiceChange]:
    yield from _azure()
    yield from _kubernetes()


def _azure() -> Iterator[ServiceChange]:
    yield ServiceChange(
        types=_CLUSTER,
        attribute="default_node_pool[0].node_count",
        reason="the cluster autoscaler adds and removes nodes",
        source=_AKS_SCALING,
        condition=Condition.POOL_IN_RANGE,
        ignored=True,
    )
    # No `ignore_changes`: a minor upgrade through the environment file must stay possible.
    for attribute in (
        "kubernetes_version",
        "current_kubernetes_version",
        "default_node_pool[0].orchestrator_version",
    ):
        yield ServiceChange(
            types=_CLUSTER,
            attribute=attribute,
            reason="the upgrade channel installs patch versions",
            source=_AKS_PATCH,
            condition=Condition.SAME_MINOR,
        )
    yield ServiceChange(
        types=_DATABASE,
        attribute="zone",
        reason="Azure chooses the zone, and a fail-over exchanges it with the standby's",
        source=_ZONE,
        ignored=True,
    )
    yield ServiceChange(
        types=_DATABASE,
        attribute="high_availability[0].standby_availability_zone",
        reason="Azure chooses the zone of the standby, and a fail-over exchanges it",
        source=_ZONE,
        ignored=True,
    )
    yield ServiceChange(
        types=_DATABASE,
        attribute="storage_mb",
        reason="storage grows by itself, and never shrinks",
        source=_AUTOGROW,
        condition=Condition.GREW,
        ignored=True,
    )
    yield ServiceChange(
        types=_DATABASE,
        attribute="storage_tier",
        reason="the tier follows the size of the storage",
        source=_AUTOGROW,
        condition=Condition.STORAGE_GREW,
    )
    yield ServiceChange(
        types=r"azurerm_consumption_budget_subscription",
        attribute="time_period",
        reason="Azure sets the end, and refuses another start once the month has passed",
        source="registry.terraform.io, azurerm_consumption_budget_subscription: `time_period`",
        ignored=True,
    )
    for (parent, attribute), own in READ_BACK.items():
        yield ServiceChange(
            types=parent,
            attribute=attribute,
            reason=f"each entry is an {own.type}, read back into its parent",
            source=_RECORDED,
            condition=Condition.OTHERS_RESOURCE,
        )
    yield ServiceChange(
        types=r"azurerm_.+",
        attribute="tags.*",
        reason="Azure Policy adds tags with the effects `modify` and `append`",
        source='learn.microsoft.com, "Tutorial: Manage tag governance with Azure Policy"',
        condition=Condition.NOT_OUR_TAG,
    )


def _kubernetes() -> Iterator[ServiceChange]:
    for attribute in ("metadata[0].resource_version", "metadata[0].generation"):
        yield ServiceChange(
            types=r"kubernetes_.+",
            attribute=attribute,
            reason="the API server counts every write",
            source=_API_CONVENTIONS,
        )
    for field in ("resourceVersion", "generation", "managedFields", "finalizers"):
        yield ServiceChange(
            types=r"kubernetes_manifest",
            attribute=f"object.metadata.{field}",
            reason="the API server and controllers keep it",
            source=_API_CONVENTIONS,
        )
    yield ServiceChange(
        types=r"kubernetes_deployment_v1",
        attribute="spec[0].replicas",
        reason="the HorizontalPodAutoscaler sets the replicas; the stacks never do",
        source="kubernetes.io, Horizontal Pod Autoscaling, Migrating Deployments to autoscaling",
        condition=Condition.AUTOSCALER_IN_RANGE,
    )
    yield ServiceChange(
        types=_POD_OWNERS,
        attribute=f'spec[0].template[0].metadata[0].annotations["{RESTARTED_AT}"]',
        reason="`kubectl rollout restart` sets it; removing it would restart the pods once more",
        source=_RESTART,
        ignored=True,
    )
    for attribute in (
        "metadata[0].uid",
        "spec[0].completion_mode",
        "spec[0].selector",
        "spec[0].template[0].spec[0].container[*].termination_message_policy",
        "spec[0].template[0].spec[0].scheduler_name",
    ):
        yield ServiceChange(
            types=_JOB,
            attribute=attribute,
            reason="the API server fills it in; the provider does not read a Job after creating it",
            source=_RECORDED,
            condition=Condition.WAS_EMPTY,
        )


#: The fields that services change by themselves.
SERVICE_CHANGES: Final = tuple(_table())


def ignore_changes(resource_type: str, *, without: str | None = None) -> list[str]:
    """Return `ignore_changes` of a resource type, without fields of a block that the resource lacks."""
    return [
        change.attribute
        for change in SERVICE_CHANGES
        if change.ignored and change.covers(resource_type) and (without is None or change.path[0] != without)
    ]

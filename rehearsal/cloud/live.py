"""The changes that Azure and Kubernetes make by themselves, made in the simulated cloud.

`contract/service_changes.py` lists the same fields with reasons and sources.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from contract.service_changes import READ_BACK, RESTARTED_AT
from rehearsal.cloud.store import CloudObject, SimulatedCloud
from rehearsal.cloud.values import lookup

#: One change: the dotted path of an attribute, its new value, and what happened.
Change = tuple[str, Any, str]
_Changes = Callable[[SimulatedCloud, CloudObject, datetime], Iterator[Change]]

#: The tag that the simulated policy adds.
POLICY_TAG: Final = "created-by"
_AUTOSCALER: Final = "kubernetes_horizontal_pod_autoscaler_v2"
# Source: gateway-api, apis/v1, GatewayClassFinalizerGatewaysExist.
_FINALIZER: Final = "gateway-exists-finalizer.gateway.networking.k8s.io"
_NEXT_ZONE: Final = {"1": "2", "2": "3", "3": "1"}


def make_live(cloud: SimulatedCloud, *, now: datetime) -> Mapping[str, Sequence[str]]:
    """Change what services change by themselves; return the names of the objects by what happened."""
    happened: dict[str, list[str]] = {}
    with cloud.transaction():
        for item in cloud.list_objects():
            for path, value, what in _changes(cloud, item, now):
                cloud.edit(item.type, item.id, path, value, scope=item.scope)
                names = happened.setdefault(what, [])
                names += [] if item.name in names else [item.name]
    return happened


def _changes(cloud: SimulatedCloud, item: CloudObject, now: datetime) -> Iterator[Change]:
    """Yield the changes of one object."""
    if item.type in _BY_TYPE:
        yield from _BY_TYPE[item.type](cloud, item, now)
    for (parent, attribute), own in READ_BACK.items():
        if item.type == parent:
            entries = _entries(cloud, item, own.type, own.parent, like=item.attributes.get(attribute) or [])
            yield attribute, entries, f"each `{attribute}` is read back into its parent"
    # Policies on tags evaluate resources with tags and a location; a saved search has none.
    # Source: learn.microsoft.com, "Azure Policy definition structure", mode `indexed`.
    if isinstance(item.attributes.get("tags"), dict) and item.attributes.get("location"):
        yield f"tags.{POLICY_TAG}", "policy", "a policy adds a tag"
    metadata = item.attributes.get("metadata")
    if isinstance(metadata, list) and metadata:
        version = int(metadata[0].get("resource_version") or 0) + 1
        yield "metadata.0.resource_version", str(version), "the API server counts a write"


def _cluster(_cloud: SimulatedCloud, item: CloudObject, _now: datetime) -> Iterator[Change]:
    pool = "default_node_pool.0"
    if item.attributes.get("automatic_upgrade_channel"):
        patched = _next_patch(str(item.attributes["current_kubernetes_version"]))
        for path in ("kubernetes_version", "current_kubernetes_version", f"{pool}.orchestrator_version"):
            yield path, patched, f"a patch upgrade to {patched}"
    if lookup(item.attributes, f"{pool}.auto_scaling_enabled"):
        most = lookup(item.attributes, f"{pool}.max_count")
        yield f"{pool}.node_count", most, f"the autoscaler adds nodes, up to {most}"


def _database(_cloud: SimulatedCloud, item: CloudObject, _now: datetime) -> Iterator[Change]:
    zone = _NEXT_ZONE[str(item.attributes.get("zone") or "1")]
    yield "zone", zone, f"a fail-over to zone {zone}"
    if item.attributes.get("high_availability"):
        yield "high_availability.0.standby_availability_zone", _NEXT_ZONE[zone], f"a fail-over to zone {zone}"
    storage = int(item.attributes["storage_mb"]) * 2
    yield "storage_mb", storage, f"storage grows to {storage} MB"
    yield "storage_tier", "P10", "the tier of the storage follows"


def _deployment(cloud: SimulatedCloud, item: CloudObject, now: datetime) -> Iterator[Change]:
    template = "spec.0.template.0.metadata.0.annotations"
    known = lookup(item.attributes, template) or {}
    restarted = {**known, RESTARTED_AT: now.isoformat(timespec="seconds")}
    yield template, restarted, "`kubectl rollout restart`"
    for scaler in cloud.list_objects(_AUTOSCALER, scope=item.scope):
        if scaler.id.partition("/")[0] == item.id.partition("/")[0] and _target(scaler) == item.name:
            most = lookup(scaler.attributes, "spec.0.max_replicas")
            yield "spec.0.replicas", str(most), f"the autoscaler adds replicas, up to {most}"


def _custom_resource(_cloud: SimulatedCloud, item: CloudObject, _now: datetime) -> Iterator[Change]:
    if lookup(item.attributes, "object.value.kind") == "GatewayClass":
        yield "object.type.1.metadata.1.finalizers", ["tuple", ["string"]], "its controller adds a finalizer"
        yield "object.value.metadata.finalizers", [_FINALIZER], "its controller adds a finalizer"


_BY_TYPE: Final[Mapping[str, _Changes]] = {
    "azurerm_kubernetes_cluster": _cluster,
    "azurerm_postgresql_flexible_server": _database,
    "kubernetes_deployment_v1": _deployment,
    "kubernetes_manifest": _custom_resource,
}


def _target(scaler: CloudObject) -> str:
    return str(lookup(scaler.attributes, "spec.0.scale_target_ref.0.name"))


def _entries(
    cloud: SimulatedCloud, parent: CloudObject, type_: str, named: str, *, like: Sequence[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """Return a parent's entries, of which each is an object, too; with what was there by other names."""
    own = [
        child
        for child in cloud.list_objects(type_)
        if child.attributes.get(named) == parent.name and child.id.startswith(f"{parent.id}/")
    ]
    names = {child.name for child in own}
    return [
        *({**child.attributes, "id": child.id} for child in own),
        *(entry for entry in like if entry.get("name") not in names),
    ]


def _next_patch(version: str) -> str:
    *minor, patch = version.split(".")
    return ".".join((*minor, str(int(patch) + 1)))

"""The rules that Kubernetes objects share: cluster, namespace, names, metadata set by the API server.

Objects are kept in the simulated cloud in the scope of their cluster, under `<namespace>/<name>` or `<name>`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from urllib.parse import urlsplit

from rehearsal.cloud.rules.base import (
    Check,
    Effect,
    Problem,
    Rule,
    Situation,
    made_up_hex,
    made_up_uuid,
    matches,
)
from rehearsal.cloud.store import CloudObject, SimulatedCloud
from rehearsal.cloud.values import Value, known

BUILT_IN_NAMESPACES = frozenset({"default", "kube-node-lease", "kube-public", "kube-system"})
NAMESPACE_TYPE = "kubernetes_namespace_v1"
_NAME = r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?"
_CLUSTER = "azurerm_kubernetes_cluster"


def configure(config: Mapping[str, Value]) -> tuple[Mapping[str, Value], list[Problem]]:
    """Return the API server's address, from the provider block."""
    return {"host": host_name(known(config, "host", ""))}, []


def host_name(address: str) -> str:
    """Return the host of an API server's address, without scheme and port."""
    return urlsplit(address if "//" in address else f"//{address}").hostname or ""


def cluster_scope(situation: Situation) -> str:
    """Return the simulated cloud's scope of the configured cluster."""
    return str(situation.settings.get("host") or "")


def cluster_answers(situation: Situation) -> Iterable[Problem]:
    """Check that the cluster of the provider's configuration exists."""
    host = cluster_scope(situation)
    if not host:
        yield Problem(
            summary='Get "http://localhost/": dial tcp [::1]:80: connect: connection refused',
            detail="The provider has no API server address. Give it `host`, for example from the "
            "foundation's outputs.",
        )
    elif not cluster_exists(situation.cloud, host):
        yield Problem(
            summary=f'Get "https://{host}/": dial tcp: lookup {host}: no such host',
            detail="The simulated cloud has no cluster with this address. Apply the foundation first.",
        )


def cluster_exists(cloud: SimulatedCloud, host: str) -> bool:
    """Return whether a cluster with that API server exists."""
    return any(item.attributes.get("fqdn") == host for item in cloud.list_objects(_CLUSTER))


def name_of(situation: Situation) -> str:
    """Return the object's name, made from `generate_name` where that is used."""
    name = situation.text("metadata.0.name")
    prefix = situation.text("metadata.0.generate_name")
    return name or (prefix + made_up_hex(5, situation.type, prefix) if prefix else "")


def namespace_of(situation: Situation) -> str:
    """Return the object's namespace."""
    return situation.text("metadata.0.namespace") or "default"


def namespaced_id(situation: Situation) -> str:
    """Return `<namespace>/<name>`."""
    return f"{namespace_of(situation)}/{name_of(situation)}"


def namespace_exists(cloud: SimulatedCloud, scope: str, name: str) -> bool:
    """Return whether a namespace exists in a cluster."""
    return name in BUILT_IN_NAMESPACES or any(
        cloud.get(type_, name, scope=scope) for type_ in (NAMESPACE_TYPE, "kubernetes_namespace")
    )


def namespace_must_exist(situation: Situation) -> Iterable[Problem]:
    """Check that the namespace of an object exists."""
    name = namespace_of(situation)
    if not namespace_exists(situation.cloud, cluster_scope(situation), name):
        yield Problem(
            summary=f'namespaces "{name}" not found',
            detail="Create the namespace first, or refer to it so that Terraform knows the order.",
            path=("metadata", 0, "namespace"),
        )


def find_object(situation: Situation, kind: str, name: str, namespace: str = "") -> CloudObject | None:
    """Return an object of the same cluster by its kind without prefix and version, such as `secret`."""
    id_ = f"{namespace}/{name}" if namespace else name
    types = (f"kubernetes_{kind}_v1", f"kubernetes_{kind}")
    found = (situation.cloud.get(type_, id_, scope=cluster_scope(situation)) for type_ in types)
    return next((item for item in found if item), None)


def metadata(situation: Situation, *, generation: int = 0) -> dict[str, Value]:
    """Return the fields that the API server adds to `metadata`."""
    identity = (cluster_scope(situation), situation.type, namespace_of(situation), name_of(situation))
    return {
        "metadata.0.name": name_of(situation),
        "metadata.0.uid": made_up_uuid(*identity),
        "metadata.0.resource_version": str(int(made_up_hex(5, *identity), 16)),
        "metadata.0.generation": generation,
    }


def namespaced(
    *,
    computed: Callable[[Situation], Mapping[str, Value]] = metadata,
    validate: tuple[Check, ...] = (),
    apply: tuple[Check, ...] = (),
    waits_for: tuple[Check, ...] = (),
) -> Rule:
    """Return a rule for objects in a namespace."""
    return Rule(
        identify=namespaced_id,
        scope=cluster_scope,
        computed=computed,
        on_validate=(_valid_name, *validate),
        on_read=(cluster_answers,),
        on_apply=(cluster_answers, namespace_must_exist, *apply),
        on_delete=(cluster_answers,),
        waits_for=waits_for,
    )


def cluster_wide(
    *,
    computed: Callable[[Situation], Mapping[str, Value]] = metadata,
    apply: tuple[Check, ...] = (),
    after_delete: tuple[Effect, ...] = (),
) -> Rule:
    """Return a rule for objects of the whole cluster."""
    return Rule(
        identify=name_of,
        scope=cluster_scope,
        computed=computed,
        on_validate=(_valid_name,),
        on_read=(cluster_answers,),
        on_apply=(cluster_answers, *apply),
        on_delete=(cluster_answers,),
        after_delete=after_delete,
    )


_syntax = matches("metadata.0.name", _NAME, "lower-case letters, digits, - and . (RFC 1123)")


def _valid_name(situation: Situation) -> Iterable[Problem]:
    """Check the name: a DNS name, except that roles and bindings may contain colons (`system:…`)."""
    return () if "role" in situation.type else _syntax(situation)

"""Namespaces, secrets, accounts and everything else that runs nothing by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rehearsal.cloud.rules.base import Problem, Situation, made_up_hex
from rehearsal.cloud.rules.kubernetes.common import (
    cluster_scope,
    cluster_wide,
    find_object,
    metadata,
    name_of,
    namespace_of,
    namespaced,
)
from rehearsal.cloud.values import Value, blocks, known


def _empty_namespace(situation: Situation) -> None:
    """Delete the objects of a namespace together with it."""
    inside = f"{name_of(situation)}/"
    for item in situation.cloud.list_objects(scope=cluster_scope(situation)):
        if item.id.startswith(inside):
            situation.cloud.delete(item.type, item.id, scope=item.scope)


def _service(situation: Situation) -> Mapping[str, Value]:
    digits = made_up_hex(4, cluster_scope(situation), namespace_of(situation), name_of(situation))
    address = f"10.0.{int(digits[:2], 16)}.{int(digits[2:], 16) % 254 + 1}"
    headless = situation.text("spec.0.cluster_ip") == "None"
    public = situation.text("spec.0.type") == "LoadBalancer"
    asked = situation.text("spec.0.load_balancer_ip")
    ingress = (
        [{"hostname": "", "ip": asked or f"203.0.113.{int(digits[2:], 16) % 254 + 1}"}] if public else []
    )
    ports: dict[str, Value] = {}
    for path, port in blocks(situation.values, "spec.port"):
        where = ".".join(map(str, path))
        ports[f"{where}.target_port"] = str(known(port, "port", ""))
        ports[f"{where}.node_port"] = 30000 + int(digits[:3], 16) % 2768 if public else 0
    return {
        **metadata(situation),
        **ports,
        "spec.0.cluster_ip": address,
        "spec.0.cluster_ips": ["None" if headless else address],
        "spec.0.internal_traffic_policy": "Cluster",
        "spec.0.external_traffic_policy": "Cluster" if public else "",
        "spec.0.ip_families": ["IPv4"],
        "spec.0.ip_family_policy": "SingleStack",
        "status": [{"load_balancer": [{"ingress": ingress}]}],
    }


def _role_exists(situation: Situation) -> Iterable[Problem]:
    """Check that the role of a binding exists: Kubernetes accepts a missing one, which grants nothing."""
    kind, name = situation.text("role_ref.0.kind"), situation.text("role_ref.0.name")
    if kind == "Role" and not find_object(situation, "role", name, namespace_of(situation)):
        yield Problem(
            summary=f'roles.rbac.authorization.k8s.io "{name}" not found',
            detail="The API server would take the binding, and it would give nothing.",
            path=("role_ref", 0, "name"),
        )


def _limits_of_target(situation: Situation) -> Iterable[Problem]:
    least, most = situation.get("spec.0.min_replicas"), situation.get("spec.0.max_replicas")
    if isinstance(least, int) and isinstance(most, int) and least > most:
        yield Problem(
            summary=f'HorizontalPodAutoscaler "{name_of(situation)}" is invalid: spec.maxReplicas: '
            f"Invalid value: {most}",
            detail="must be greater than or equal to `minReplicas`",
            path=("spec", 0, "max_replicas"),
        )


def _one_bound(situation: Situation) -> Iterable[Problem]:
    if not situation.is_unset("spec.0.min_available") and not situation.is_unset("spec.0.max_unavailable"):
        yield Problem(
            summary="minAvailable and maxUnavailable cannot be both set",
            path=("spec", 0, "max_unavailable"),
        )


_autoscaler = namespaced(validate=(_limits_of_target,))
_budget = namespaced(validate=(_one_bound,))
_namespace = cluster_wide(after_delete=(_empty_namespace,))
_service_rule = namespaced(computed=_service)
_binding = namespaced(apply=(_role_exists,))

RULES = {
    "kubernetes_namespace": _namespace,
    "kubernetes_namespace_v1": _namespace,
    "kubernetes_service": _service_rule,
    "kubernetes_service_v1": _service_rule,
    "kubernetes_role_binding": _binding,
    "kubernetes_role_binding_v1": _binding,
    "kubernetes_horizontal_pod_autoscaler_v2": _autoscaler,
    "kubernetes_pod_disruption_budget_v1": _budget,
    **dict.fromkeys(
        (
            "kubernetes_cluster_role",
            "kubernetes_cluster_role_v1",
            "kubernetes_cluster_role_binding",
            "kubernetes_cluster_role_binding_v1",
            "kubernetes_priority_class",
            "kubernetes_priority_class_v1",
            "kubernetes_storage_class",
            "kubernetes_storage_class_v1",
            "kubernetes_persistent_volume",
            "kubernetes_persistent_volume_v1",
            "kubernetes_ingress_class",
            "kubernetes_ingress_class_v1",
            "kubernetes_runtime_class_v1",
        ),
        cluster_wide(),
    ),
}

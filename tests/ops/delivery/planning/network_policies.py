"""Plans that create one network policy, which differ only in what is empty."""

from typing import Any

from tests.ops.delivery.planning.plans import resource

ADDRESS = "kubernetes_network_policy_v1.database"

NOBODY: list[Any] = []
EVERYBODY: list[Any] = [{"from": [], "ports": []}]
EVERY_POD: list[Any] = [{"from": [{"namespace_selector": [{"match_labels": {}}]}], "ports": []}]


def policy(ingress: list[Any]) -> dict[str, Any]:
    """Return the values of a policy with these ingress blocks."""
    spec = {
        "pod_selector": [{"match_labels": {"app": "db"}}],
        "policy_types": ["Ingress"],
        "ingress": ingress,
    }
    return {"metadata": [{"name": "database"}], "spec": [spec]}


def created(ingress: list[Any]) -> dict[str, Any]:
    """Return the creation of a policy."""
    return resource(ADDRESS, "create", after=policy(ingress))


def updated(before: list[Any], after: list[Any]) -> dict[str, Any]:
    """Return the update of a policy."""
    return resource(ADDRESS, "update", before=policy(before), after=policy(after))

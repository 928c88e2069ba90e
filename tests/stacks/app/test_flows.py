"""Who may talk to whom, read from the synthesized network policies."""

from typing import Any

import pytest

from tests.support.environment_files import EnvironmentFile
from tests.support.synthesis import ENVIRONMENTS, synthesized, synthesized_variant

Edges = set[tuple[str, int]]
_NAMESPACE = "kubernetes.io/metadata.name"


def _policies(resources: dict[str, Any]) -> dict[str, Any]:
    return {
        policy["metadata"]["name"]: policy["spec"]
        for policy in resources["kubernetes_network_policy_v1"].values()
    }


def _peer(peer: dict[str, Any]) -> str:
    if "ip_block" in peer:
        return str(peer["ip_block"]["cidr"])
    place = peer.get("namespace_selector", {}).get("match_labels", {}).get(_NAMESPACE, "")
    labels = ",".join(peer["pod_selector"]["match_labels"].values())
    return f"{'*' if place.startswith('${') else place}/{labels}"


def _edges(spec: dict[str, Any], direction: str) -> Edges:
    side = {"egress": "to", "ingress": "from"}[direction]
    return {
        (_peer(peer), int(port["port"]))
        for rule in spec.get(direction, [])
        for peer in rule[side]
        for port in rule["ports"]
    }


def _variant(environment_file: EnvironmentFile, **sections: object) -> dict[str, Any]:
    for section, value in sections.items():
        environment_file.set(section, value)
    return _policies(synthesized_variant(environment_file.load(), "app")["resource"])


DNS: Edges = {
    ("kube-system/kube-dns", 53),
    # LocalDNS of AKS: learn.microsoft.com/azure/aks/localdns-custom.
    ("169.254.10.10/32", 53),
    ("169.254.10.11/32", 53),
}
DAPR: Edges = {("dapr-system/dapr-operator", 6500), ("dapr-system/dapr-sentry", 50001)}
GATEWAY = "*/todo"
DATABASE = ("10.10.1.0/28", 5432)


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_nothing_is_allowed_that_no_policy_names(environment: str) -> None:
    spec = _policies(synthesized(environment, "app")["resource"])["deny-by-default"]
    assert spec == {"pod_selector": {}, "policy_types": ["Ingress", "Egress"]}


def test_production_allows_exactly_these_connections() -> None:
    policies = _policies(synthesized("production", "app")["resource"])
    received = {name: _edges(spec, "ingress") for name, spec in policies.items()}
    sent = {name: _edges(spec, "egress") for name, spec in policies.items()}
    assert received == {
        "deny-by-default": set(),
        "todo-backend": {("/todo-frontend", 8000), (GATEWAY, 8000)},
        "todo-frontend": {("/todo-backend", 3000), (GATEWAY, 3000)},
        "todo-backend-migration": set(),
        "todo-frontend-migration": set(),
        "database-grant": set(),
        "database-retire": set(),
        "acme-solver": {(GATEWAY, 8089)},
    }
    assert sent == {
        "deny-by-default": set(),
        "todo-backend": {
            *DNS,
            *DAPR,
            DATABASE,
            ("0.0.0.0/0", 9092),
            ("0.0.0.0/0", 443),
            ("/todo-frontend", 3000),
        },
        "todo-frontend": {*DNS, *DAPR, DATABASE, ("/todo-backend", 8000)},
        "todo-backend-migration": {*DNS, DATABASE},
        "todo-frontend-migration": {*DNS, DATABASE},
        "database-grant": {*DNS, DATABASE},
        "database-retire": {*DNS, DATABASE},
        "acme-solver": set(),
    }


def test_ports_of_the_control_plane_are_those_of_its_pods() -> None:
    """Policies see a pod's port, not its Service's."""
    policies = _policies(synthesized("production", "app")["resource"])
    assert 443 not in {port for peer, port in _edges(policies["todo-frontend"], "egress")}


def test_an_external_kafka_and_database_are_reached_on_their_own_ports(
    environment_file: EnvironmentFile,
) -> None:
    servers = ["a.example.com:9094", "b.example.com:9095"]
    policies = _variant(
        environment_file,
        events={"provider": "external", "bootstrap_servers": servers},
        database={"provider": "external", "port": 6543},
    )
    sent = _edges(policies["todo-backend"], "egress")
    assert {("0.0.0.0/0", port) for port in (9094, 9095, 6543)} <= sent
    assert ("0.0.0.0/0", 9092) not in sent


def test_without_a_gateway_the_frontend_takes_visitors_itself(environment_file: EnvironmentFile) -> None:
    policies = _variant(environment_file, exposure={"kind": "load_balancer"})
    assert _edges(policies["todo-frontend"], "ingress") == {("/todo-backend", 3000), ("0.0.0.0/0", 3000)}
    assert _edges(policies["todo-backend"], "ingress") == {("/todo-frontend", 8000)}
    assert "acme-solver" not in policies

"""The refusals and computed values of the simulated cluster."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rehearsal.cloud.rules import configure_settings, rule_for
from rehearsal.cloud.rules.base import Situation, problems
from rehearsal.cloud.rules.kubernetes.definitions import Definition, install
from rehearsal.cloud.store import CloudObject, SimulatedCloud
from rehearsal.cloud.values import Dynamic
from tests.support.terraform import CLUSTER_HOST, add_cluster


@pytest.fixture
def cloud(tmp_path: Path) -> SimulatedCloud:
    made = SimulatedCloud(tmp_path / "cloud.sqlite")
    add_cluster(made)
    return made


def _situation(cloud: SimulatedCloud, type_: str, prior: Any = None, **values: Any) -> Situation:
    return Situation(type=type_, values=values, cloud=cloud, settings={"host": CLUSTER_HOST}, prior=prior)


def _said(cloud: SimulatedCloud, when: str, type_: str, **values: Any) -> str:
    found = problems(getattr(rule_for(type_), when), _situation(cloud, type_, **values))
    return " ".join(f"{problem.summary} {problem.detail}" for problem in found)


def _deployment(**pod: Any) -> dict[str, Any]:
    template = [{"metadata": [{"labels": {"app": "a"}}], "spec": [pod]}]
    selector = [{"match_labels": {"app": "a"}}]
    return {
        "metadata": [{"name": "a", "namespace": "default"}],
        "spec": [{"selector": selector, "template": template}],
    }


@pytest.mark.parametrize(
    ("pod", "said"),
    [
        ({"service_account_name": "absent"}, 'serviceaccount "absent" not found'),
        ({"volume": [{"secret": [{"secret_name": "absent"}]}]}, 'secret "absent" not found'),
        ({"volume": [{"config_map": [{"name": "absent"}]}]}, 'configmap "absent" not found'),
        ({"container": [{"env_from": [{"secret_ref": [{"name": "absent"}]}]}]}, 'secret "absent" not found'),
        (
            {"container": [{"env": [{"value_from": [{"secret_key_ref": [{"name": "absent"}]}]}]}]},
            'secret "absent" not found',
        ),
        (
            {"volume": [{"projected": [{"sources": [{"secret": [{"name": "absent"}]}]}]}]},
            'secret "absent" not found',
        ),
    ],
)
def test_pods_wait_for_what_they_refer_to(cloud: SimulatedCloud, pod: dict[str, Any], said: str) -> None:
    assert said in _said(cloud, "waits_for", "kubernetes_deployment_v1", **_deployment(**pod))


def test_pods_start_once_it_exists_or_when_it_is_optional(cloud: SimulatedCloud) -> None:
    wanted = {"secret_name": "login"}
    optional = {"secret_name": "absent", "optional": True}
    authority = {"config_map": [{"name": "kube-root-ca.crt"}]}
    pod = {
        "volume": [{"secret": [wanted]}, {"secret": [optional]}, authority],
        "service_account_name": "default",
    }
    cloud.put(
        CloudObject(
            provider="kubernetes",
            type="kubernetes_secret_v1",
            id="default/login",
            attributes={},
            scope=CLUSTER_HOST,
        )
    )

    assert _said(cloud, "waits_for", "kubernetes_deployment_v1", **_deployment(**pod)) == ""


def test_a_selector_has_to_match_the_template(cloud: SimulatedCloud) -> None:
    values = _deployment()
    values["spec"][0]["selector"] = [{"match_labels": {"app": "other"}}]

    assert "does not match template" in _said(cloud, "on_apply", "kubernetes_deployment_v1", **values)


def test_a_namespace_has_to_exist(cloud: SimulatedCloud) -> None:
    metadata = [{"name": "a", "namespace": "shop"}]
    type_ = "kubernetes_config_map_v1"
    assert 'namespaces "shop" not found' in _said(cloud, "on_apply", type_, metadata=metadata)

    cloud.put(
        CloudObject(
            provider="kubernetes",
            type="kubernetes_namespace_v1",
            id="shop",
            attributes={},
            scope=CLUSTER_HOST,
        )
    )

    assert _said(cloud, "on_apply", type_, metadata=metadata) == ""


def test_a_namespace_takes_along_what_is_in_it(cloud: SimulatedCloud) -> None:
    for id_ in ("shop/a", "shopping/a"):
        cloud.put(
            CloudObject(
                provider="kubernetes", type="kubernetes_secret_v1", id=id_, attributes={}, scope=CLUSTER_HOST
            )
        )
    situation = _situation(cloud, "kubernetes_namespace_v1", metadata=[{"name": "shop"}])

    for effect in rule_for("kubernetes_namespace_v1").after_delete:
        effect(situation)

    assert [item.id for item in cloud.list_objects("kubernetes_secret_v1")] == ["shopping/a"]


def test_a_load_balancer_gets_an_address(cloud: SimulatedCloud) -> None:
    ports = [{"port": 80}]
    spec = [{"type": "LoadBalancer", "load_balancer_ip": "203.0.113.9", "port": ports}]
    metadata = [{"name": "a", "namespace": "default"}]
    situation = _situation(cloud, "kubernetes_service_v1", metadata=metadata, spec=spec)

    computed = rule_for("kubernetes_service_v1").computed(situation)

    assert computed["status"][0]["load_balancer"][0]["ingress"][0]["ip"] == "203.0.113.9"
    assert computed["spec.0.port.0.target_port"] == "80"
    assert computed["spec.0.cluster_ip"].startswith("10.0.")


def test_names_follow_the_rules_except_for_roles(cloud: SimulatedCloud) -> None:
    assert "RFC 1123" in _said(cloud, "on_validate", "kubernetes_secret_v1", metadata=[{"name": "My_Secret"}])
    assert _said(cloud, "on_validate", "kubernetes_role_v1", metadata=[{"name": "system:shop"}]) == ""


def test_a_custom_resource_needs_a_served_version(cloud: SimulatedCloud) -> None:
    install(cloud, CLUSTER_HOST, [Definition(group="dapr.io", kind="Subscription", versions=("v1alpha1",))])

    def said(api_version: str, kind: str) -> str:
        manifest = Dynamic(type="dynamic", value={"apiVersion": api_version, "kind": kind})
        return _said(cloud, "on_plan", "kubernetes_manifest", manifest=manifest)

    assert said("dapr.io/v1alpha1", "Subscription") == ""
    assert 'no matches for kind "Subscription" in group "dapr.io"' in said("dapr.io/v2alpha1", "Subscription")
    assert "gateway.networking.k8s.io" in said("gateway.networking.k8s.io/v1", "Gateway")
    assert said("v1", "ConfigMap") == ""
    assert said("networking.k8s.io/v1", "NetworkPolicy") == ""


def test_autoscaler_bounds_and_disruption_budgets_are_checked(cloud: SimulatedCloud) -> None:
    autoscaler = [{"min_replicas": 5, "max_replicas": 2}]
    both = [{"min_available": "1", "max_unavailable": "1"}]

    assert "maxReplicas" in _said(
        cloud, "on_validate", "kubernetes_horizontal_pod_autoscaler_v2", spec=autoscaler
    )
    assert "cannot be both set" in _said(
        cloud, "on_validate", "kubernetes_pod_disruption_budget_v1", spec=both
    )


def test_the_cluster_is_found_by_the_host_of_its_address() -> None:
    kubernetes, _found = configure_settings("kubernetes", {"host": f"https://{CLUSTER_HOST}:443"})
    helm, _found = configure_settings("helm", {"kubernetes": {"host": f"https://{CLUSTER_HOST}:443"}})

    assert kubernetes == helm == {"host": CLUSTER_HOST}

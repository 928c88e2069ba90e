"""Helm releases in the simulated cluster."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rehearsal.cloud.rules import rule_for
from rehearsal.cloud.rules.base import Situation, problems
from rehearsal.cloud.rules.kubernetes.definitions import find_definition
from rehearsal.cloud.store import SimulatedCloud
from tests.support.terraform import CLUSTER_HOST, add_cluster

_RULE = rule_for("helm_release")


@pytest.fixture
def cloud(tmp_path: Path) -> SimulatedCloud:
    made = SimulatedCloud(tmp_path / "cloud.sqlite")
    add_cluster(made)
    return made


def _release(cloud: SimulatedCloud, **values: Any) -> Situation:
    release = {"name": "a", "namespace": "default", **values}
    return Situation(type="helm_release", values=release, cloud=cloud, settings={"host": CLUSTER_HOST})


def _installed(cloud: SimulatedCloud, **values: Any) -> None:
    for effect in _RULE.after_apply:
        effect(_release(cloud, **values))


def test_an_unknown_chart_or_version_is_refused_at_plan(cloud: SimulatedCloud) -> None:
    def said(**values: str) -> str:
        return " ".join(problem.detail for problem in problems(_RULE.on_plan, _release(cloud, **values)))

    assert 'chart "nonsense" not found' in said(chart="nonsense")
    assert 'chart "dapr" version "0.0.1" not found' in said(chart="dapr", version="0.0.1")
    assert said(chart="dapr", version="1.18.3") == ""
    assert said(chart="cert-manager", version="v1.21.2") == ""
    assert said(chart="oci://docker.io/envoyproxy/gateway-helm", version="v1.9.1") == ""


def test_a_missing_namespace_is_refused_unless_it_is_to_be_created(cloud: SimulatedCloud) -> None:
    absent = _release(cloud, chart="dapr", namespace="dapr-system")
    created = _release(cloud, chart="dapr", namespace="dapr-system", create_namespace=True)

    assert 'namespaces "dapr-system" not found' in problems(_RULE.on_apply, absent)[0].summary
    assert problems(_RULE.on_apply, created) == []


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({"chart": "dapr"}, ("dapr.io", "v2alpha1", "Subscription")),
        ({"chart": "gateway-helm"}, ("gateway.networking.k8s.io", "v1", "HTTPRoute")),
        ({"chart": "gateway-helm"}, ("gateway.envoyproxy.io", "v1alpha1", "EnvoyProxy")),
        (
            {"chart": "cert-manager", "set": [{"name": "crds.enabled", "value": "true"}]},
            ("cert-manager.io", "v1", "Certificate"),
        ),
        (
            {"chart": "cert-manager", "values": ["crds:\n  enabled: true\n"]},
            ("cert-manager.io", "v1", "ClusterIssuer"),
        ),
    ],
)
def test_a_chart_brings_its_definitions(
    cloud: SimulatedCloud, values: dict[str, Any], kind: tuple[str, str, str]
) -> None:
    assert find_definition(cloud, CLUSTER_HOST, *kind) is None

    _installed(cloud, **values)

    assert find_definition(cloud, CLUSTER_HOST, *kind) is not None


@pytest.mark.parametrize(
    "values", [{"chart": "dapr", "skip_crds": True}, {"chart": "cert-manager", "values": ["replicaCount: 2"]}]
)
def test_definitions_that_are_not_wanted_are_not_installed(
    cloud: SimulatedCloud, values: dict[str, Any]
) -> None:
    _installed(cloud, **values)

    assert cloud.list_objects("custom_resource_definition") == []

"""Dapr beside the application: sidecars, and names that lead nowhere."""

from typing import Any

import pytest

from ops.commands.health.dapr import (
    evaluate_components,
    evaluate_configurations,
    evaluate_sidecars,
    evaluate_subscriptions,
)
from ops.commands.health.finding import Health
from tests.ops.commands.health.objects import custom, deployment
from tests.ops.delivery.rollout.objects import parsed, pod

ASKS = {"dapr.io/enabled": "true"}
APP = deployment("api", annotations={"dapr.io/app-id": "api", "dapr.io/config": "api"})


def asking(name: str, *containers: str, init: tuple[str, ...] = (), image: str = "daprd:1.16.0") -> Any:
    item = pod(name, annotations=ASKS, namespace="todo", init=init)
    item["spec"]["containers"] = [{"name": each, "image": image} for each in containers]
    return parsed("V1Pod", item)


def test_pods_with_their_sidecar_are_well() -> None:
    native = asking("b", "main", init=("daprd",))
    (count,) = evaluate_sidecars([asking("a", "main", "daprd"), native], dapr_version="1.16.0")
    assert (count.status, count.detail) == (Health.OK, "2 of 2 pods have theirs")


def test_a_pod_without_its_sidecar_has_failed_though_kubernetes_calls_it_ready() -> None:
    alone, count = evaluate_sidecars(
        [asking("a", "main", "daprd"), asking("b", "main")], dapr_version="1.16.0"
    )
    assert (alone.subject, alone.status) == ("Sidecar of b", Health.FAILED)
    assert alone.remedy == "fix the injector, then: kubectl -n todo delete pod b"
    assert (count.status, count.detail) == (Health.FAILED, "1 of 2 pods have theirs")


def test_a_pod_that_asks_for_none_is_left_alone() -> None:
    assert evaluate_sidecars([parsed("V1Pod", pod("a"))], dapr_version="1.16.0") == []


@pytest.mark.parametrize(("version", "count"), [("1.17.0", 1), ("1.16.0", 0), ("", 0)])
def test_a_sidecar_of_another_version_than_the_control_plane_wants_attention(
    version: str, count: int
) -> None:
    *wrong, _ = evaluate_sidecars(
        [asking("a", "daprd", image="ghcr.io/dapr/daprd:1.16.0")], dapr_version=version
    )
    assert [item.status for item in wrong] == [Health.ATTENTION] * count


def component(*scopes: str, name: str = "events") -> dict[str, Any]:
    spec = {"type": "pubsub.kafka", "version": "v1"}
    return custom("Component", name=name, spec=spec, scopes=list(scopes))


def test_a_component_for_an_application_that_is_there_is_well() -> None:
    (finding,) = evaluate_components([component("api")], [APP])
    assert (finding.status, finding.detail) == (Health.OK, "pubsub.kafka v1, for api")


def test_a_component_for_nobody_wants_attention() -> None:
    (finding,) = evaluate_components([component("apii")], [APP])
    assert finding.status is Health.ATTENTION
    assert finding.detail.endswith("for apii: there is no such application")


def test_a_component_is_not_judged_by_applications_that_could_not_be_read() -> None:
    (finding,) = evaluate_components([component("api")], [])
    assert finding.status is Health.OK


def test_a_component_without_scopes_is_for_all() -> None:
    (finding,) = evaluate_components([component()], [APP])
    assert finding.detail == "pubsub.kafka v1, for every application"


def test_no_component_is_absent() -> None:
    (finding,) = evaluate_components([], [APP])
    assert finding.status is Health.ABSENT


@pytest.mark.parametrize(("name", "status"), [("events", Health.OK), ("event", Health.FAILED)])
def test_a_subscription_needs_its_component(name: str, status: Health) -> None:
    subscription = custom("Subscription", spec={"pubsubname": name, "topic": "tasks"})
    (finding,) = evaluate_subscriptions([subscription], [component("api")])
    assert finding.status is status


@pytest.mark.parametrize(("name", "status"), [("api", Health.OK), ("web", Health.FAILED)])
def test_a_configuration_that_a_sidecar_names_has_to_be_there(name: str, status: Health) -> None:
    (finding,) = evaluate_configurations([custom("Configuration", name=name)], [APP])
    assert (finding.subject, finding.status) == ("Configuration/api", status)

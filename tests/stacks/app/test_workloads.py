"""A release is safe and can be scaled: what the Deployments, autoscalers and migrations say."""

from typing import Any

import pytest

from tests.support.environment_files import EnvironmentFile
from tests.support.synthesis import ENVIRONMENTS, synthesized, synthesized_variant

WORKLOADS = ("todo_backend", "todo_frontend")


def _resource(kind: str, name: str, environment: str = "production") -> Any:
    return synthesized(environment, "app")["resource"][kind][name]


def _deployment(workload: str, environment: str = "production") -> Any:
    return _resource("kubernetes_deployment_v1", f"{workload}_deployment", environment)


def _container(workload: str, environment: str = "production") -> Any:
    (container,) = _deployment(workload, environment)["spec"]["template"]["spec"]["container"]
    return container


@pytest.mark.parametrize("workload", WORKLOADS)
def test_no_pod_goes_before_its_successor_is_ready(workload: str) -> None:
    deployment = _deployment(workload)
    assert deployment["spec"]["strategy"]["rolling_update"]["max_unavailable"] == "0"
    assert deployment["wait_for_rollout"] is True


@pytest.mark.parametrize("workload", WORKLOADS)
def test_the_autoscaler_rules_the_replicas_alone(workload: str) -> None:
    assert "replicas" not in _deployment(workload)["spec"]
    spec = _resource("kubernetes_horizontal_pod_autoscaler_v2", f"{workload}_autoscaler")["spec"]
    assert (spec["min_replicas"], spec["max_replicas"]) == (2, 5)
    (metric,) = spec["metric"]
    measured = metric["container_resource"]
    assert measured["container"] == _container(workload)["name"]
    assert measured["target"]["average_utilization"] == 70


@pytest.mark.parametrize("workload", WORKLOADS)
def test_it_scales_up_within_a_minute_and_down_after_five(workload: str) -> None:
    behavior = _resource("kubernetes_horizontal_pod_autoscaler_v2", f"{workload}_autoscaler")["spec"][
        "behavior"
    ]
    (up,), (down,) = behavior["scale_up"], behavior["scale_down"]
    assert up["stabilization_window_seconds"] == 0
    assert down["stabilization_window_seconds"] == 300
    pods, seconds = 2, 0
    while pods < 5:
        pods = max(
            pods + policy["value"] if policy["type"] == "Pods" else pods * 2 for policy in up["policy"]
        )
        seconds += up["policy"][0]["period_seconds"]
    assert seconds <= 60


@pytest.mark.parametrize("workload", WORKLOADS)
def test_stopping_leaves_time_to_drain_for_the_process_and_its_sidecar(workload: str) -> None:
    template = _deployment(workload)["spec"]["template"]
    annotations = template["metadata"]["annotations"]
    block = int(annotations["dapr.io/block-shutdown-duration"].removesuffix("s"))
    stop = int(annotations["dapr.io/graceful-shutdown-seconds"])
    (pre_stop,) = _container(workload)["lifecycle"]["pre_stop"]
    sleep = int(pre_stop["exec"]["command"][1])
    assert sleep < block
    assert block + stop < template["spec"]["termination_grace_period_seconds"]


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize("workload", WORKLOADS)
def test_a_container_has_all_three_probes_and_all_six_amounts(workload: str, environment: str) -> None:
    container = _container(workload, environment)
    names = ("startup", "liveness", "readiness")
    paths = {name: container[f"{name}_probe"]["http_get"]["path"] for name in names}
    assert paths == {"startup": "/health", "liveness": "/health", "readiness": "/ready"}
    for amounts in (container["resources"]["requests"], container["resources"]["limits"]):
        assert set(amounts) == {"cpu", "memory", "ephemeral-storage"}


@pytest.mark.parametrize("workload", WORKLOADS)
def test_production_asks_for_what_is_required(workload: str) -> None:
    assert _container(workload)["resources"] == {
        "requests": {"cpu": "250m", "memory": "256Mi", "ephemeral-storage": "100Mi"},
        "limits": {"cpu": "500m", "memory": "512Mi", "ephemeral-storage": "512Mi"},
    }


@pytest.mark.parametrize("kind", ["kubernetes_deployment_v1", "kubernetes_job_v1"])
def test_every_pod_is_restricted(kind: str) -> None:
    for made in synthesized("production", "app")["resource"][kind].values():
        pod = made["spec"]["template"]["spec"]
        assert pod["security_context"]["run_as_non_root"] is True
        for container in pod["container"]:
            context = container["security_context"]
            assert context["capabilities"] == {"drop": ["ALL"]}
            assert context["read_only_root_filesystem"] is True
            assert context["allow_privilege_escalation"] is False
            assert context["seccomp_profile"] == {"type": "RuntimeDefault"}
            assert int(context["run_as_user"]) >= 10000


@pytest.mark.parametrize("workload", WORKLOADS)
def test_the_migration_runs_the_same_image_before_the_new_pods_and_without_sidecar(workload: str) -> None:
    migration = _resource("kubernetes_job_v1", f"{workload}_migration")
    (container,) = migration["spec"]["template"]["spec"]["container"]
    assert container["image"] == _container(workload)["image"]
    assert container["command"]
    assert migration["wait_for_completion"] is True
    assert "ttl_seconds_after_finished" not in migration["spec"]
    assert f"kubernetes_job_v1.{workload}_migration" in _deployment(workload)["depends_on"]
    assert "annotations" not in migration["spec"]["template"]["metadata"]
    deadline = migration["spec"]["active_deadline_seconds"]
    assert deadline < int(migration["timeouts"]["create"].removesuffix("m")) * 60


def test_deliveries_are_not_tied_to_daprs_own_health_check() -> None:
    """With it a consumer may stay silent for ever: docs/decisions/0030-outbox-and-idempotency.md."""
    annotations = _deployment("todo_backend")["spec"]["template"]["metadata"]["annotations"]
    assert annotations["dapr.io/enable-app-health-check"] == "false"
    assert not [name for name in annotations if name.startswith("dapr.io/app-health")]


def test_a_migration_is_not_behind_the_workloads_service() -> None:
    resources = synthesized("production", "app")["resource"]
    for service in resources["kubernetes_service_v1"].values():
        for job in resources["kubernetes_job_v1"].values():
            labels = job["spec"]["template"]["metadata"]["labels"]
            assert not service["spec"]["selector"].items() <= labels.items()


@pytest.mark.parametrize("workload", WORKLOADS)
def test_a_sidecar_has_what_the_environment_says(workload: str, environment_file: EnvironmentFile) -> None:
    environment_file.set(
        "application.sidecar",
        {
            "resources": {
                "requests": {"cpu": "50m", "memory": "64Mi"},
                "limits": {"cpu": "1", "memory": "200Mi"},
            }
        },
    )
    environment_file.set("application.log_level", "WARNING")
    stack = synthesized_variant(environment_file.load(), "app")
    template = stack["resource"]["kubernetes_deployment_v1"][f"{workload}_deployment"]["spec"]["template"]
    annotations = template["metadata"]["annotations"]
    assert annotations["dapr.io/sidecar-memory-limit"] == "200Mi"
    assert annotations["dapr.io/env"] == "GOMEMLIMIT=180MiB"
    assert annotations["dapr.io/log-level"] == "warn"


def test_the_addons_give_sidecars_what_the_namespace_demands() -> None:
    """Pod Security `restricted` would refuse a sidecar that keeps its capabilities."""
    (values,) = synthesized("production", "addons")["resource"]["helm_release"]["dapr"]["values"]
    assert '"sidecarDropALLCapabilities": true' in values
    labels = _resource("kubernetes_namespace_v1", "namespace")["metadata"]["labels"]
    assert labels["pod-security.kubernetes.io/enforce"] == "restricted"
    for workload in WORKLOADS:
        annotations = _deployment(workload)["spec"]["template"]["metadata"]["annotations"]
        assert annotations["dapr.io/sidecar-seccomp-profile-type"] == "RuntimeDefault"


def test_images_are_the_only_inputs_of_a_release_that_have_no_revision() -> None:
    variables = synthesized("production", "app")["variable"]
    plain = {name for name, variable in variables.items() if not variable.get("ephemeral")}
    assert {name for name in plain if not name.endswith("_revision")} == {"backend_image", "frontend_image"}
    for name in plain:
        assert "default" not in variables[name]

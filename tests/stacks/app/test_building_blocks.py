"""The Dapr resources: scoped, encrypted, and with retries that end."""

from typing import Any

import pytest

from environments import load_environment
from tests.support.environment_files import EnvironmentFile
from tests.support.synthesis import ENVIRONMENTS, synthesized, synthesized_variant

DAPR_KINDS = ("Component", "Subscription", "Resiliency")


def _all(environment: str = "production") -> list[dict[str, Any]]:
    manifests = synthesized(environment, "app")["resource"]["kubernetes_manifest"].values()
    return [item["manifest"] for item in manifests]


def _named(kind: str, name: str) -> dict[str, Any]:
    (found,) = [item for item in _all() if (item["kind"], item["metadata"]["name"]) == (kind, name)]
    return found


def _settings(component: dict[str, Any]) -> dict[str, Any]:
    return {setting["name"]: setting.get("value") for setting in component["spec"]["metadata"]}


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_everything_is_for_the_backend_alone(environment: str) -> None:
    found = [item for item in _all(environment) if item["kind"] in DAPR_KINDS]
    assert found
    assert {tuple(item["scopes"]) for item in found} == {("todo-backend",)}


def test_kafka_is_spoken_to_over_tls_with_scram() -> None:
    settings = _settings(_named("Component", "task-events-pubsub"))
    assert settings["authType"] == "password"
    assert settings["saslMechanism"] == "SHA-256"
    assert settings["disableTls"] == "false"
    assert settings["consumerGroup"] == "todo-backend"
    assert settings["initialOffset"] == "oldest"


def test_the_other_mechanism_of_an_environment_file_has_daprs_name(environment_file: EnvironmentFile) -> None:
    environment_file.set(
        "events",
        {
            "provider": "external",
            "bootstrap_servers": ["kafka.example.com:9093"],
            "mechanism": "SCRAM-SHA-512",
        },
    )
    stack = synthesized_variant(environment_file.load(), "app")
    pubsub = stack["resource"]["kubernetes_manifest"]["dapr_pubsub"]["manifest"]
    assert _settings(pubsub)["saslMechanism"] == "SHA-512"


def test_event_hubs_gets_the_mechanism_that_dapr_calls_plaintext_over_tls(
    environment_file: EnvironmentFile,
) -> None:
    environment_file.set(
        "events",
        {
            "provider": "external",
            "bootstrap_servers": ["todo.servicebus.windows.net:9093"],
            "mechanism": "PLAIN",
            "user": "$ConnectionString",
        },
    )
    settings = environment_file.load()
    pubsub = synthesized_variant(settings, "app")["resource"]["kubernetes_manifest"]["dapr_pubsub"][
        "manifest"
    ]
    assert _settings(pubsub)["saslMechanism"] == "PLAINTEXT"
    assert _settings(pubsub)["disableTls"] == "false"
    assert "$ConnectionString" in str(synthesized_variant(settings, "addons")["output"])


def test_state_is_kept_in_the_required_tables() -> None:
    component = _named("Component", "task-state")
    assert (component["spec"]["type"], component["spec"]["version"]) == ("state.postgresql", "v2")
    settings = _settings(component)
    assert f"{settings['tablePrefix']}state" == "dapr.dapr_state"
    assert settings["metadataTableName"] == "dapr.dapr_metadata"
    [connection] = [one for one in component["spec"]["metadata"] if one["name"] == "connectionString"]
    assert connection["secretKeyRef"]["name"].startswith("${kubernetes_secret_v1.sidecar_database.")
    assert settings["maxConns"] == str(load_environment("production").connections.sidecar)


def test_failed_deliveries_are_repeated_and_then_become_dead_letters() -> None:
    spec = _named("Resiliency", "task-events-pubsub")["spec"]
    inbound = spec["targets"]["components"]["task-events-pubsub"]["inbound"]
    retry = spec["policies"]["retries"][inbound["retry"]]
    assert retry["policy"] == "exponential"
    assert 3 <= retry["maxRetries"] < 20
    assert _named("Subscription", "task-events")["spec"]["deadLetterTopic"] == "task-events-dead-letter"
    assert "deadLetterTopic" not in _named("Subscription", "task-events-dead-letter")["spec"]


def test_a_sidecar_offers_only_what_its_workload_calls() -> None:
    allowed = {
        name: {api["name"] for api in _named("Configuration", name)["spec"]["api"]["allowed"]}
        for name in ("todo-backend", "todo-frontend")
    }
    assert allowed == {"todo-backend": {"publish", "state"}, "todo-frontend": {"metadata"}}
    for name in allowed:
        spec = _named("Configuration", name)["spec"]
        assert spec["mtls"]["enabled"] is True
        assert spec["accessControl"]["defaultAction"] == "deny"
        assert {scope["defaultAccess"] for scope in spec["secrets"]["scopes"]} == {"deny"}


def test_a_sidecar_starts_after_its_components() -> None:
    deployments = synthesized("production", "app")["resource"]["kubernetes_deployment_v1"]
    backend = set(deployments["todo_backend_deployment"]["depends_on"])
    blocks = {
        f"kubernetes_manifest.{name}"
        for name, item in synthesized("production", "app")["resource"]["kubernetes_manifest"].items()
        if item["manifest"]["kind"] in DAPR_KINDS
    }
    assert blocks <= backend


def test_without_events_only_secrets_and_state_are_left(environment_file: EnvironmentFile) -> None:
    environment_file.set("events", {"provider": "none"})
    manifests = synthesized_variant(environment_file.load(), "app")["resource"]["kubernetes_manifest"]
    kinds = [
        item["manifest"]["metadata"]["name"]
        for item in manifests.values()
        if item["manifest"]["kind"] in DAPR_KINDS
    ]
    assert sorted(kinds) == ["kubernetes-secrets", "task-state"]

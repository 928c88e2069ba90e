"""The add-ons stack: three charts installed alike, and what each form of events adds."""

import json
from functools import cache
from typing import Any

import pytest

from tests.support.environment_files import EnvironmentFile
from tests.support.synthesis import ENVIRONMENTS, synthesized, synthesized_variant

KAFKA_OUTPUTS = {"kafka_bootstrap_servers", "kafka_user", "kafka_topics"}
TOPICS = {"task-events", "task-events-dead-letter", "notifications", "notifications-dead-letter"}


@pytest.fixture
def external(environment_file: EnvironmentFile) -> dict[str, Any]:
    servers = ["kafka-0.example.com:9093", "kafka-1.example.com:9093"]
    environment_file.set(
        "events", {"provider": "external", "bootstrap_servers": servers, "user": "todo-at-work"}
    )
    return synthesized_variant(environment_file.load(), "addons")


@cache
def _production() -> dict[str, Any]:
    return synthesized("production", "addons")


def _values(environment: str, release: str) -> dict[str, Any]:
    (text,) = synthesized(environment, "addons")["resource"]["helm_release"][release]["values"]
    parsed: dict[str, Any] = json.loads(text)
    return parsed


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_every_chart_has_an_exact_version_and_is_undone_as_a_whole_when_it_fails(environment: str) -> None:
    releases = synthesized(environment, "addons")["resource"]["helm_release"]
    assert {release["chart"] for release in releases.values()} == {"dapr", "gateway-helm", "cert-manager"}
    for release in releases.values():
        assert release["version"].removeprefix("v").count(".") == 2
        assert (release["atomic"], release["wait"], release["cleanup_on_fail"]) == (True, True, True)
        assert 0 < release["timeout"] <= 600


def test_certificates_come_after_the_definitions_of_the_gateway_api() -> None:
    certificates = _production()["resource"]["helm_release"]["certificates"]
    assert certificates["depends_on"] == ["helm_release.gateway"]


def test_high_availability_is_the_environments_choice() -> None:
    assert _values("production", "dapr")["global"]["ha"]["enabled"] is True
    assert _values("budget", "dapr")["global"]["ha"]["enabled"] is False
    assert _values("production", "gateway")["deployment"]["replicas"] == 2
    assert _values("budget", "gateway")["deployment"]["replicas"] == 1
    for part in ("webhook", "cainjector"):
        assert _values("production", "certificates")[part]["replicaCount"] == 2
        assert _values("budget", "certificates")[part]["replicaCount"] == 1


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_no_provider_block_holds_a_credential(environment: str) -> None:
    providers = synthesized(environment, "addons")["provider"]
    (helm,) = providers["helm"]
    assert helm["kubernetes"]["exec"]["command"] == "kubelogin"
    assert set(helm["kubernetes"]) == {"host", "cluster_ca_certificate", "exec"}
    assert providers.get("redpanda", [{}]) == [{}]


def test_the_password_is_written_only_and_changes_with_its_revision() -> None:
    (user,) = _production()["resource"]["redpanda_user"].values()
    assert user["mechanism"] == "scram-sha-256"
    assert user["password_wo"] == "${var.redpanda_password}"
    assert user["password_wo_version"] == "${var.redpanda_password_revision}"
    assert "password" not in user
    assert _production()["variable"]["redpanda_password"]["ephemeral"] is True


def test_topics_keep_a_week_of_records_and_let_five_consumers_read() -> None:
    topics = _production()["resource"]["redpanda_topic"].values()
    assert {topic["name"] for topic in topics} == TOPICS
    for topic in topics:
        assert topic["partition_count"] == 5
        assert topic["configuration"]["retention.ms"] == str(7 * 24 * 3600 * 1000)


def test_the_user_has_rights_on_exactly_its_topics_and_its_group() -> None:
    resources = _production()["resource"]
    names = {
        f"${{redpanda_topic.{id_}.name}}": item["name"] for id_, item in resources["redpanda_topic"].items()
    }
    rights = {
        (item["resource_type"], names.get(item["resource_name"], item["resource_name"]), item["operation"])
        for item in resources["redpanda_acl"].values()
    }
    assert rights == {
        ("GROUP", "todo-backend", "READ"),
        *(("TOPIC", topic, operation) for topic in TOPICS for operation in ("READ", "WRITE")),
    }
    for item in resources["redpanda_acl"].values():
        assert item["resource_pattern_type"] == "LITERAL"
        assert item["permission_type"] == "ALLOW"
        assert item["principal"] == "User:${redpanda_user.events_user.name}"


def test_of_an_existing_kafka_only_the_connection_is_put_out(external: dict[str, Any]) -> None:
    assert set(external["resource"]) == {"helm_release"}
    assert "redpanda" not in external["provider"]
    assert "variable" not in external
    outputs = {name: output["value"] for name, output in external["output"].items()}
    assert outputs["kafka_bootstrap_servers"] == "kafka-0.example.com:9093,kafka-1.example.com:9093"
    assert outputs["kafka_user"] == "todo-at-work"
    assert set(outputs["kafka_topics"]) == TOPICS


def test_without_events_nothing_of_kafka_is_there() -> None:
    stack = synthesized("budget", "addons")
    assert set(stack["resource"]) == {"helm_release"}
    assert "redpanda" not in stack["provider"]
    assert not KAFKA_OUTPUTS & set(stack["output"])


def test_outputs_tell_the_application_what_it_stands_on() -> None:
    outputs = {name: output["value"] for name, output in _production()["output"].items()}
    assert set(outputs) >= KAFKA_OUTPUTS
    assert outputs["dapr_version"] == "${helm_release.dapr.version}"
    assert outputs["gateway_class"] == "envoy"
    assert outputs["gateway_controller"] == "gateway.envoyproxy.io/gatewayclass-controller"
    assert outputs["gateway_namespace"] == "envoy-gateway-system"

"""The Dapr resources of the application stack, as files for a sidecar without Kubernetes.

Names, scopes, retry policy and topics are those of production; only addresses and credentials differ.
"""

from pathlib import Path

import yaml

APP_ID = "todo-backend"
TOPIC = "task-events"
DEAD_LETTER_TOPIC = "task-events-dead-letter"
CONSUMER_GROUP = "todo-backend"
PUBSUB = "task-events-pubsub"
MAX_RETRIES = 7
MAX_INTERVAL_S = 5
# Dapr's exponential policy starts at 0.5 s, grows by half each time and varies by half in both directions.
LONGEST_HOLD_S = sum(min(0.5 * 1.5**attempt, MAX_INTERVAL_S) * 1.5 for attempt in range(MAX_RETRIES))


def write_resources(
    folder: Path, *, bootstrap_servers: str, user: str, password_variable: str, database_variable: str
) -> Path:
    """Write each resource to a file of its own; secrets are named by environment variable, never written."""
    folder.mkdir()
    resources = {
        "secrets": _component("environment", "secretstores.local.env", "v1", {}),
        "pubsub": _component(
            PUBSUB,
            "pubsub.kafka",
            "v1",
            {
                "brokers": bootstrap_servers,
                "consumerGroup": CONSUMER_GROUP,
                "clientID": APP_ID,
                "authType": "password",
                "saslUsername": user,
                "saslPassword": {"name": password_variable, "key": password_variable},
                "saslMechanism": "SHA-256",
                "disableTls": "true",
                "initialOffset": "oldest",
            },
        ),
        "state": _component(
            "task-state",
            "state.postgresql",
            "v2",
            {"connectionString": {"name": database_variable, "key": database_variable}},
        ),
        "events": _subscription("task-events", TOPIC, dead_letter_topic=DEAD_LETTER_TOPIC),
        "dead-letters": _subscription("task-events-dead-letter", DEAD_LETTER_TOPIC, dead_letter_topic=None),
        "resiliency": _resiliency(),
    }
    for name, resource in resources.items():
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(resource, sort_keys=False))
    return folder


def _component(
    name: str, kind: str, version: str, metadata: dict[str, str | dict[str, str]]
) -> dict[str, object]:
    values = [
        {"name": key, **({"secretKeyRef": value} if isinstance(value, dict) else {"value": value})}
        for key, value in metadata.items()
    ]
    return {
        "apiVersion": "dapr.io/v1alpha1",
        "kind": "Component",
        "metadata": {"name": name},
        "spec": {"type": kind, "version": version, "metadata": values},
        "auth": {"secretStore": "environment"},
        "scopes": [APP_ID],
    }


def _subscription(name: str, topic: str, *, dead_letter_topic: str | None) -> dict[str, object]:
    dead_letters = {} if dead_letter_topic is None else {"deadLetterTopic": dead_letter_topic}
    return {
        "apiVersion": "dapr.io/v2alpha1",
        "kind": "Subscription",
        "metadata": {"name": name},
        "spec": {
            "pubsubname": PUBSUB,
            "topic": topic,
            "routes": {"default": f"/events/{topic}"},
            **dead_letters,
        },
        "scopes": [APP_ID],
    }


def _resiliency() -> dict[str, object]:
    retry = {"policy": "exponential", "maxInterval": f"{MAX_INTERVAL_S}s", "maxRetries": MAX_RETRIES}
    return {
        "apiVersion": "dapr.io/v1alpha1",
        "kind": "Resiliency",
        "metadata": {"name": "task-events"},
        "spec": {
            "policies": {"retries": {"deliver": retry}, "timeouts": {"deliver": "10s"}},
            "targets": {"components": {PUBSUB: {"inbound": {"retry": "deliver", "timeout": "deliver"}}}},
        },
        "scopes": [APP_ID],
    }

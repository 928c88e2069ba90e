"""The workload's Dapr resources (workload/dapr), with the addresses and credentials of a test."""

from pathlib import Path
from typing import Any

import yaml

from tests.end_to_end.workload.database import BUDGET
from tests.end_to_end.workload.replica import ROOT

SOURCE = ROOT / "workload/dapr"
TOPIC = "task-events"
DEAD_LETTER_TOPIC = "task-events-dead-letter"
CONSUMER_GROUP = "todo-backend"
PUBSUB = "task-events-pubsub"


def write_resources(
    folder: Path, *, bootstrap_servers: str, user: str, password_variable: str, database_variable: str
) -> Path:
    """Copy the resources; the pub/sub component signs in with SCRAM. Secrets are named, never written.

    The state store has the sidecar's own login and its share of the connections, as in the app stack.
    """
    folder.mkdir()
    sign_in: dict[str, Any] = {
        "brokers": {"value": bootstrap_servers},
        "authType": {"value": "password"},
        "saslUsername": {"value": user},
        "saslPassword": {"secretKeyRef": {"name": password_variable, "key": password_variable}},
        "saslMechanism": {"value": "SHA-256"},
        "disableTls": {"value": "true"},
    }
    for source in SOURCE.glob("*.yaml"):
        resources = list(yaml.safe_load_all(source.read_text()))
        for resource in resources:
            if (resource["kind"], resource["metadata"]["name"]) == ("Component", PUBSUB):
                metadata = {entry.pop("name"): entry for entry in resource["spec"]["metadata"]}
                merged = {**metadata, **sign_in}
                resource["spec"]["metadata"] = [{"name": name, **value} for name, value in merged.items()]
            if resource["spec"].get("type") == "state.postgresql":
                login = {"secretKeyRef": {"name": database_variable, "key": database_variable}}
                metadata = {entry.pop("name"): entry for entry in resource["spec"]["metadata"]}
                own = {"connectionString": login, "maxConns": {"value": str(BUDGET.sidecar)}}
                resource["spec"]["metadata"] = [
                    {"name": name, **value} for name, value in {**metadata, **own}.items()
                ]
        (folder / source.name).write_text(yaml.safe_dump_all(resources, sort_keys=False))
    return folder


def retry_policy() -> dict[str, Any]:
    """Return the retry policy of deliveries."""
    resiliency = yaml.safe_load((SOURCE / "resiliency.yaml").read_text())
    policy: dict[str, Any] = resiliency["spec"]["policies"]["retries"]["delivery"]
    return policy


def longest_hold_s() -> float:
    """Return how long retries can hold up a partition.

    Dapr's exponential policy starts at 0.5 s, grows by half each time and varies by half in both directions.
    """
    policy = retry_policy()
    longest = float(policy["maxInterval"].removesuffix("s"))
    return sum(min(0.5 * 1.5**attempt, longest) * 1.5 for attempt in range(policy["maxRetries"]))

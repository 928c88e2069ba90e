"""The three forms of the section `events`, and the message for each way to get one wrong."""

from typing import Any

import pytest

from environments import EnvironmentFileError
from environments.events import ExternalEvents, NoEvents, RedpandaEvents
from tests.support.environment_files import EnvironmentFile

REDPANDA: dict[str, Any] = {
    "provider": "redpanda",
    "resource_group": "todo",
    "cluster": "todo",
    "region": "us-east-1",
}
EXTERNAL: dict[str, Any] = {"provider": "external", "bootstrap_servers": ["kafka.example.com:9093"]}
EVENT_HUBS: dict[str, Any] = {
    "provider": "external",
    "bootstrap_servers": ["todo.servicebus.windows.net:9093"],
    "mechanism": "PLAIN",
    "user": "$ConnectionString",
}


def test_redpanda_has_five_partitions_and_seven_days_unless_the_file_says_otherwise(
    environment_file: EnvironmentFile,
) -> None:
    environment_file.set("events", REDPANDA)
    events = environment_file.load().events
    assert isinstance(events, RedpandaEvents)
    assert (events.partitions, events.retention_days, events.mechanism) == (5, 7, "SCRAM-SHA-256")
    assert (events.user, events.consumer_group) == ("todo", "todo-backend")


def test_an_existing_kafka_needs_its_servers_only(environment_file: EnvironmentFile) -> None:
    environment_file.set("events", EXTERNAL)
    events = environment_file.load().events
    assert isinstance(events, ExternalEvents)
    assert events.bootstrap_servers == ["kafka.example.com:9093"]


def test_event_hubs_is_a_kafka_with_its_own_way_to_sign_in(environment_file: EnvironmentFile) -> None:
    environment_file.set("events", EVENT_HUBS)
    events = environment_file.load().events
    assert isinstance(events, ExternalEvents)
    assert (events.mechanism, events.user) == ("PLAIN", "$ConnectionString")


def test_events_can_be_left_out_on_purpose(environment_file: EnvironmentFile) -> None:
    environment_file.set("events", {"provider": "none"})
    assert isinstance(environment_file.load().events, NoEvents)


@pytest.mark.parametrize(
    ("events", "problem"),
    [
        ({"provider": "external"}, "events.bootstrap_servers: missing; add it"),
        ({**EXTERNAL, "bootstrap_servers": []}, "events.bootstrap_servers: []: List should have at least 1"),
        (
            {**EXTERNAL, "bootstrap_servers": ["kafka.example.com"]},
            "events.bootstrap_servers.0: 'kafka.example.com': must be host:port",
        ),
        (
            {**EXTERNAL, "bootstrap_servers": ["kafka.example.com:90930"]},
            "must end with a port from 1 to 65535",
        ),
        ({**EXTERNAL, "password": "x"}, "events.password: unknown key"),
        ({**EXTERNAL, "mechanism": "PLAIN"}, "events.mechanism: 'PLAIN'"),
        (
            {**EVENT_HUBS, "bootstrap_servers": ["todo.servicebus.windows.net.example.com:9093"]},
            "events.mechanism: 'PLAIN': shows the password to the server",
        ),
        ({**EVENT_HUBS, "user": "$Other"}, "events.user: '$Other': must be 1–249 letters"),
        ({"provider": "kafka"}, "events.provider: 'kafka': must be one of 'redpanda', 'external', 'none'"),
        ({}, "events.provider: missing; add it"),
        ({"provider": "none", "user": "todo"}, "events.user: unknown key"),
        ({**REDPANDA, "region": "East US"}, "must be a region of Redpanda Serverless"),
        ({**REDPANDA, "cluster": "Todo"}, "must be 3–63 lower-case letters"),
        ({**REDPANDA, "user": "to do"}, "must be 1–249 letters"),
        ({**REDPANDA, "retention_days": 0}, "greater than or equal to 1"),
    ],
)
def test_a_wrong_section_is_reported_by_the_keys_of_the_file(
    environment_file: EnvironmentFile, events: dict[str, Any], problem: str
) -> None:
    environment_file.set("events", events)
    with pytest.raises(EnvironmentFileError) as error:
        environment_file.load()
    assert str(error.value).startswith(f"{environment_file.path}: events.")
    assert problem in str(error.value)


def test_fewer_partitions_than_replicas_are_refused(environment_file: EnvironmentFile) -> None:
    environment_file.set("events", {**REDPANDA, "partitions": 3})
    with pytest.raises(EnvironmentFileError, match=r"events\.partitions 3 is less than .*maximum 5"):
        environment_file.load()

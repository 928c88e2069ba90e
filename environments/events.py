"""Settings of the events: where Kafka is, and as whom the application talks to it."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from environments.names import listed, matching
from environments.regions import REDPANDA_REGIONS
from environments.section import Section

_HIGHEST_PORT = 65535


def _check_server(value: str) -> str:
    host, _, port = value.rpartition(":")
    named = matching(
        r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?",
        rule='must be host:port, for instance "kafka-0.example.com:9092"',
    )
    named(host)
    if not (port.isdecimal() and 1 <= int(port) <= _HIGHEST_PORT):
        raise ValueError(f"must end with a port from 1 to {_HIGHEST_PORT}, for instance {host}:9092")
    return value


BootstrapServer = Annotated[str, AfterValidator(_check_server)]

KafkaName = Annotated[
    str,
    AfterValidator(
        matching(
            r"[A-Za-z0-9._-]{1,249}",
            rule="must be 1–249 letters, digits, periods, underscores or hyphens",
        )
    ),
]

RedpandaName = Annotated[
    str,
    AfterValidator(
        matching(
            r"[a-z0-9]([a-z0-9-]{1,61}[a-z0-9])",
            rule="must be 3–63 lower-case letters, digits or hyphens, "
            "beginning and ending with a letter or digit",
        )
    ),
]

RedpandaRegion = Annotated[
    str,
    AfterValidator(
        matching(
            r"[a-z]+(-[a-z]+)+-?[0-9]+",
            rule="must be a region of Redpanda Serverless, for instance us-east-1",
        )
    ),
    AfterValidator(
        listed(REDPANDA_REGIONS, what="a region of Redpanda Serverless", source="environments/regions.py")
    ),
]


class _Client(Section):
    """How the application signs in to Kafka, always over TLS. The password is a secret of the release."""

    user: KafkaName = "todo"
    consumer_group: KafkaName = "todo-backend"


class RedpandaEvents(_Client):
    """A serverless cluster of Redpanda Cloud that the add-ons stack creates, with topics, user and ACLs."""

    provider: Literal["redpanda"]
    mechanism: Literal["SCRAM-SHA-256"] = "SCRAM-SHA-256"
    resource_group: RedpandaName
    cluster: RedpandaName
    region: RedpandaRegion
    partitions: Annotated[int, Field(ge=1, le=100)] = 5
    retention_days: Annotated[int, Field(ge=1, le=30)] = 7


class ExternalEvents(_Client):
    """A Kafka that exists, with its topics, its user and the user's rights."""

    provider: Literal["external"]
    mechanism: Literal["SCRAM-SHA-256", "SCRAM-SHA-512"] = "SCRAM-SHA-256"
    bootstrap_servers: Annotated[list[BootstrapServer], Field(min_length=1)]


class NoEvents(Section):
    """No Kafka: the application runs without events."""

    provider: Literal["none"]


Events = Annotated[RedpandaEvents | ExternalEvents | NoEvents, Field(discriminator="provider")]

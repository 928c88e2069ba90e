"""Settings of the events: where Kafka is, and as whom the application talks to it."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

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


#: The user of Azure Event Hubs, whatever its policy is called; the password is the connection string.
EVENT_HUBS_USER = "$ConnectionString"
_EVENT_HUBS = ".servicebus.windows.net:9093"

KafkaUser = Annotated[
    str,
    AfterValidator(
        matching(
            r"[A-Za-z0-9._-]{1,249}|\$ConnectionString",
            rule="must be 1–249 letters, digits, periods, underscores or hyphens, "
            f"or {EVENT_HUBS_USER} for Azure Event Hubs",
        )
    ),
]


class _Client(Section):
    """How the application signs in to Kafka, always over TLS. The password is a secret of the release."""

    user: KafkaUser = "todo"
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
    """A Kafka that exists, with its topics, its user and the user's rights.

    With `PLAIN` the server sees the password. Azure Event Hubs has no other mechanism for a password.
    """

    provider: Literal["external"]
    bootstrap_servers: Annotated[list[BootstrapServer], Field(min_length=1)]
    mechanism: Literal["SCRAM-SHA-256", "SCRAM-SHA-512", "PLAIN"] = "SCRAM-SHA-256"

    @field_validator("mechanism")
    @classmethod
    def _plain_is_for_event_hubs(cls, mechanism: str, info: ValidationInfo) -> str:
        servers = info.data.get("bootstrap_servers") or []
        if mechanism == "PLAIN" and not all(server.endswith(_EVENT_HUBS) for server in servers):
            raise ValueError(
                f"shows the password to the server; it is for Azure Event Hubs alone (*{_EVENT_HUBS}): "
                "use SCRAM-SHA-256 or SCRAM-SHA-512"
            )
        return mechanism


class NoEvents(Section):
    """No Kafka: the application runs without events."""

    provider: Literal["none"]


Events = Annotated[RedpandaEvents | ExternalEvents | NoEvents, Field(discriminator="provider")]

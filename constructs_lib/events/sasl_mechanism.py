"""How Kafka clients prove who they are."""

from typing import Literal

SaslMechanism = Literal["SCRAM-SHA-256", "SCRAM-SHA-512", "PLAIN"]

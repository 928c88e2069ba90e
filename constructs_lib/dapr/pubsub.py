"""Publishing and subscribing over Kafka."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cdktf import ITerraformDependable
from constructs import Construct

from constructs_lib.dapr.component import Component, SecretKey

# How Dapr calls the mechanisms. Any other spelling silently becomes PLAIN: the password in clear.
_MECHANISMS: Final = {"SCRAM-SHA-256": "SHA-256", "SCRAM-SHA-512": "SHA-512"}
_LARGEST_MESSAGE_BYTES: Final = 1_048_576


@dataclass(frozen=True, kw_only=True)
class KafkaAccess:
    """Where Kafka is (`host:port,host:port`) and as whom to talk to it, over TLS."""

    bootstrap_servers: str
    mechanism: str
    user: SecretKey
    password: SecretKey


class KafkaPubSub(Component):
    """A pub/sub component for the applications of one consumer group.

    `consumer_group` is literal, so that applications sharing the component would compete for messages:
    `scopes` should name one. New groups begin with the oldest message. The component's own retry is left
    on, though it stacks on top of a resiliency policy: it only acts when the dead-letter topic cannot be
    written either, and then keeps the message instead of passing over it.

    Source: docs.dapr.io, "Apache Kafka" (pub/sub), and components-contrib 1.16, common/component/kafka.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        namespace: str,
        access: KafkaAccess,
        consumer_group: str,
        secret_store: str,
        scopes: Sequence[str],
        labels: Mapping[str, str],
        after: Sequence[ITerraformDependable],
    ) -> None:
        super().__init__(
            scope,
            id_,
            name=name,
            namespace=namespace,
            type_="pubsub.kafka",
            version="v1",
            settings={
                "brokers": access.bootstrap_servers,
                "authType": "password",
                "saslMechanism": _MECHANISMS[access.mechanism],
                "saslUsername": access.user,
                "saslPassword": access.password,
                "disableTls": "false",
                "consumerGroup": consumer_group,
                "clientId": consumer_group,
                "initialOffset": "oldest",
                "maxMessageBytes": str(_LARGEST_MESSAGE_BYTES),
                "consumeRetryEnabled": "true",
                "consumeRetryInterval": "5s",
            },
            scopes=scopes,
            labels=labels,
            secret_store=secret_store,
            after=after,
        )

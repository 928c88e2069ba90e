"""Publishing and subscribing over Kafka."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cdktf import ITerraformDependable
from constructs import Construct

from constructs_lib.dapr.component import Component, SecretKey
from constructs_lib.events.sasl_mechanism import SaslMechanism
from constructs_lib.kubernetes.object_meta import ObjectMeta

# Dapr's names of the mechanisms. Any other spelling silently becomes PLAIN: the password in clear.
_MECHANISMS: Final[dict[SaslMechanism, str]] = {
    "SCRAM-SHA-256": "SHA-256",
    "SCRAM-SHA-512": "SHA-512",
    "PLAIN": "PLAINTEXT",
}
_LARGEST_MESSAGE_BYTES: Final = 1_048_576


@dataclass(frozen=True, kw_only=True)
class KafkaAccess:
    """How to connect to Kafka, over TLS.

    Attributes:
        bootstrap_servers: `host:port,host:port`.
        mechanism: SASL mechanism.
        user: The user's name.
        password: The user's password.
    """

    bootstrap_servers: str
    mechanism: SaslMechanism
    user: SecretKey
    password: SecretKey


class KafkaPubSub(Component):
    """A pub/sub component for the applications of one consumer group.

    `consumer_group` is literal, so that applications sharing the component would compete for messages:
    `scopes` should name one. New groups begin with the oldest message. The component's own retry is left
    on, though it stacks on top of a resiliency policy: it only acts when the dead-letter topic cannot be
    written either, and then keeps the message instead of passing over it.

    Source: docs.dapr.io, "Apache Kafka" (pub/sub), and components-contrib 1.16, common/component/kafka.

    Args:
        metadata: Name, namespace and labels.
        access: How to connect to Kafka.
        consumer_group: The consumer group.
        secret_store: The component that user and password are read through.
        scopes: Dapr app-ids that load it; one at least.
        depends_on: What must exist first. Default: nothing.

    Attributes:
        name: The name, as given.
        resource: The component, for what must come after it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        metadata: ObjectMeta,
        access: KafkaAccess,
        consumer_group: str,
        secret_store: str,
        scopes: Sequence[str],
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(
            scope,
            id_,
            metadata=metadata,
            component_type="pubsub.kafka",
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
            secret_store=secret_store,
            depends_on=depends_on,
        )

"""Kafka at Redpanda Cloud: the cluster, its topics, and the user of the application."""

from constructs import Construct

from constructs_lib.events.kafka_user import KafkaUser
from constructs_lib.events.redpanda_cluster import RedpandaCluster
from constructs_lib.events.topic import Topic
from constructs_lib.secret_variable import SecretVariable
from contract.inputs import SecretName
from contract.topics import TOPICS
from environments.events import RedpandaEvents
from imports.redpanda.provider import RedpandaProvider


class RedpandaKafka(RedpandaCluster):
    """A serverless cluster with the topics of the application and the user that may use them.

    The provider signs in with REDPANDA_CLIENT_ID and REDPANDA_CLIENT_SECRET, which are never written down.

    Attributes:
        user: Name of the user, as a reference.
    """

    def __init__(self, scope: Construct, id_: str, *, settings: RedpandaEvents) -> None:
        RedpandaProvider(scope, "redpanda_cloud")
        super().__init__(
            scope,
            id_,
            name=settings.cluster,
            resource_group=settings.resource_group,
            region=settings.region,
        )
        user = KafkaUser(
            scope,
            f"{id_}_user",
            name=settings.user,
            mechanism=settings.mechanism,
            password=SecretVariable(
                scope, SecretName.REDPANDA_PASSWORD, purpose=f"password of the Kafka user {settings.user}"
            ),
            consumer_group=settings.consumer_group,
            cluster_api_url=self.api_url,
        )
        user.grant_read_write({_id(name): self._topic(scope, name, settings) for name in TOPICS})
        self.user: str = user.name

    def _topic(self, scope: Construct, name: str, settings: RedpandaEvents) -> str:
        topic = Topic(
            scope,
            f"topic_{_id(name)}",
            name=name,
            partitions=settings.partitions,
            retention_days=settings.retention_days,
            cluster_api_url=self.api_url,
        )
        return topic.name


def _id(topic: str) -> str:
    return topic.replace("-", "_")

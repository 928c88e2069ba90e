"""Examples of the constructs of a Kafka cluster."""

from collections.abc import Callable, Mapping
from typing import Final

from constructs import Construct

from constructs_lib.events.kafka_user import KafkaUser
from constructs_lib.events.redpanda_cluster import RedpandaCluster
from constructs_lib.events.topic import Topic
from constructs_lib.secret_variable import SecretVariable

_API: Final = "https://shop.example.com:443"


def redpanda_cluster(scope: Construct) -> RedpandaCluster:
    return RedpandaCluster(scope, "kafka", name="shop", resource_group="shop-events", region="us-east-1")


def topic(scope: Construct, api: str = _API) -> Topic:
    return Topic(scope, "orders", name="orders", partitions=6, retention_days=3, cluster_api_url=api)


def kafka_user(scope: Construct, api: str = _API) -> KafkaUser:
    made = KafkaUser(
        scope,
        "user",
        name="shop",
        mechanism="SCRAM-SHA-256",
        password=SecretVariable(scope, "kafka_password", purpose="password of the Kafka user"),
        consumer_group="billing",
        cluster_api_url=api,
    )
    made.grant_read_write({"orders": "orders"})
    return made


EXAMPLES: Final[Mapping[str, Callable[..., Construct]]] = {
    "redpanda_cluster": redpanda_cluster,
    "topic": topic,
    "kafka_user": kafka_user,
}

"""A Kafka topic."""

from typing import Final

from constructs import Construct

from imports.redpanda.topic import Topic as RedpandaTopic

_MILLISECONDS_A_DAY: Final = 24 * 60 * 60 * 1000


class Topic(Construct):
    """A topic that keeps its records for a number of days, whether or not they were read.

    One consumer of a group reads a partition, so there have to be as many partitions as consumers.

    Output: `name`, a reference, with which a user waits for the topic.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        partitions: int,
        retention_days: int,
        cluster_api_url: str,
    ) -> None:
        super().__init__(scope, id_)
        topic = RedpandaTopic(
            self,
            "Default",
            name=name,
            partition_count=partitions,
            configuration={
                "cleanup.policy": "delete",
                "retention.ms": str(retention_days * _MILLISECONDS_A_DAY),
            },
            cluster_api_url=cluster_api_url,
            allow_deletion=True,
        )
        self.name = topic.name

"""A Kafka topic."""

from collections.abc import Sequence
from typing import Final

from cdktf import ITerraformDependable
from constructs import Construct

from imports.redpanda.topic import Topic as RedpandaTopic

_MILLISECONDS_A_DAY: Final = 24 * 60 * 60 * 1000


class Topic(Construct):
    """A topic that keeps its records for a number of days, read or not.

    Args:
        name: The topic's name.
        partitions: Number of partitions. A group's consumers share them: it bounds how many consumers work.
        retention_days: Days that records are kept.
        cluster_api_url: URL of the cluster's API.
        depends_on: What must exist first. Default: nothing.

    Attributes:
        name: The name, as a reference: what uses it waits for the topic.
        resource: The topic, for what must come after it.
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
        depends_on: Sequence[ITerraformDependable] = (),
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
            depends_on=list(depends_on) or None,
        )
        self.name: str = topic.name
        self.resource: ITerraformDependable = topic

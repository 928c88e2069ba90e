"""Which messages an application gets, and on which path."""

from collections.abc import Mapping
from typing import Final

from constructs import Construct

from constructs_lib.dapr.component import Component
from constructs_lib.kubernetes.custom_resource import CustomResource

_API_VERSION: Final = "dapr.io/v2alpha1"


class Subscription(Construct):
    """Delivers the messages of a topic to one application.

    What the application refuses for good goes to `dead_letter_topic`; without one it is tried for ever.

    Output: `resource`.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        pubsub: Component,
        namespace: str,
        topic: str,
        path: str,
        app_id: str,
        labels: Mapping[str, str],
        dead_letter_topic: str | None = None,
    ) -> None:
        super().__init__(scope, id_)
        self.resource = CustomResource(
            self,
            "Default",
            api_version=_API_VERSION,
            kind="Subscription",
            name=topic,
            namespace=namespace,
            labels=labels,
            spec={
                "pubsubname": pubsub.name,
                "topic": topic,
                "routes": {"default": path},
                **({"deadLetterTopic": dead_letter_topic} if dead_letter_topic else {}),
            },
            parts={"scopes": [app_id]},
            after=[pubsub.resource],
        ).resource

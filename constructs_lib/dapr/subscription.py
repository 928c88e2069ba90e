"""A subscription to a topic."""

from collections.abc import Sequence
from typing import Final

from cdktf import ITerraformDependable
from constructs import Construct

from constructs_lib.dapr.component import Component
from constructs_lib.kubernetes.custom_resource import CustomResource
from constructs_lib.kubernetes.object_meta import ObjectMeta

_API_VERSION: Final = "dapr.io/v2alpha1"


class Subscription(Construct):
    """A subscription of one application to a topic.

    Args:
        metadata: Name, namespace and labels.
        pubsub: The pub/sub component.
        topic: The topic.
        path: Path of the application that the messages are posted to.
        app_id: The application's Dapr app-id.
        dead_letter_topic: Topic for messages that could not be delivered. Default: none; delivery is retried
            for ever.
        depends_on: What must exist first, beside the component. Default: nothing.

    Attributes:
        resource: The subscription, for what must come after it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        metadata: ObjectMeta,
        pubsub: Component,
        topic: str,
        path: str,
        app_id: str,
        dead_letter_topic: str | None = None,
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        self.resource = CustomResource(
            self,
            "Default",
            api_version=_API_VERSION,
            kind="Subscription",
            metadata=metadata,
            spec={
                "pubsubname": pubsub.name,
                "topic": topic,
                "routes": {"default": path},
                **({"deadLetterTopic": dead_letter_topic} if dead_letter_topic else {}),
            },
            fields={"scopes": [app_id]},
            depends_on=[pubsub.resource, *depends_on],
        ).resource

"""Retries and timeouts of a sidecar."""

from collections.abc import Sequence
from typing import Final

from cdktf import ITerraformDependable
from constructs import Construct

from constructs_lib.dapr.component import API_VERSION
from constructs_lib.kubernetes.custom_resource import CustomResource
from constructs_lib.kubernetes.object_meta import ObjectMeta

# A failing message holds up its partition: for some 16 s, beside what the application itself takes.
_DELIVERY_ATTEMPTS_AFTER_THE_FIRST: Final = 7
_LONGEST_PAUSE: Final = "10s"
_DELIVERY_TIMEOUT: Final = "15s"
_PUBLISH_TIMEOUT: Final = "5s"


class PubSubResiliency(Construct):
    """Exponential back-off for deliveries from a pub/sub component, and one more attempt to publish to it.

    Both are needed for dead letters to work: without a policy the first failure is the last, and without
    `maxRetries`, whose default is -1, there is no last one. Publishing is bounded because the caller waits
    for it. Source: docs.dapr.io, "Resiliency policies" and "Dead Letter Topics".

    Args:
        metadata: Name, namespace and labels.
        pubsub: Name of the pub/sub component.
        scopes: Dapr app-ids that the policies apply to.
        depends_on: What must exist first. Default: nothing.

    Attributes:
        resource: The policies, for what must come after them.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        metadata: ObjectMeta,
        pubsub: str,
        scopes: Sequence[str],
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        self.resource = CustomResource(
            self,
            "Default",
            api_version=API_VERSION,
            kind="Resiliency",
            metadata=metadata,
            spec={
                "policies": {
                    "timeouts": {"delivery": _DELIVERY_TIMEOUT, "publish": _PUBLISH_TIMEOUT},
                    "retries": {
                        "delivery": {
                            "policy": "exponential",
                            "maxInterval": _LONGEST_PAUSE,
                            "maxRetries": _DELIVERY_ATTEMPTS_AFTER_THE_FIRST,
                        },
                        "publish": {"policy": "constant", "duration": "500ms", "maxRetries": 1},
                    },
                },
                "targets": {
                    "components": {
                        pubsub: {
                            "inbound": {"timeout": "delivery", "retry": "delivery"},
                            "outbound": {"timeout": "publish", "retry": "publish"},
                        }
                    }
                },
            },
            fields={"scopes": sorted(scopes)},
            depends_on=depends_on,
        ).resource

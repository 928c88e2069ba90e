"""The namespace of a release."""

from typing import Final

from constructs import Construct

from constructs_lib.kubernetes.namespace import BoundedNamespace
from constructs_lib.kubernetes.network_policy import DenyByDefault
from constructs_lib.kubernetes.object_meta import ObjectMeta
from environments.application import Application
from stacks.app.quota import namespace_quota

_LABELS: Final = {
    "app.kubernetes.io/part-of": "hackathon-todo",
    "app.kubernetes.io/managed-by": "terraform",
}


class ReleaseNamespace(BoundedNamespace):
    """The namespace, with room for a rollout, in which no pod talks to another unless a flow allows it."""

    def __init__(self, scope: Construct, id_: str, *, settings: Application) -> None:
        super().__init__(
            scope,
            id_,
            metadata=ObjectMeta(name=settings.namespace, labels=_LABELS),
            quota=namespace_quota(settings),
        )
        DenyByDefault(scope, "deny_by_default", metadata=self.object_meta("deny-by-default"))

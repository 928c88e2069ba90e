"""The namespace of a release."""

from constructs import Construct

from constructs_lib.kubernetes.namespace import BoundedNamespace
from constructs_lib.kubernetes.network_policy import DenyByDefault
from constructs_lib.kubernetes.object_meta import ObjectMeta
from contract.workloads import Role, workload_name
from environments.application import Application
from stacks.app.quota import namespace_quota


class ReleaseNamespace(BoundedNamespace):
    """The namespace, with room for a rollout, in which no pod talks to another unless a flow allows it.

    Attributes:
        application: Name of the application, with which its workloads' names begin.
    """

    def __init__(self, scope: Construct, id_: str, *, settings: Application) -> None:
        super().__init__(
            scope,
            id_,
            metadata=ObjectMeta(name=settings.namespace, labels=_labels(settings.name)),
            quota=namespace_quota(settings),
        )
        self.application = settings.name
        DenyByDefault(scope, "deny_by_default", metadata=self.object_meta("deny-by-default"))

    def workload_name(self, role: Role) -> str:
        """Return the name of a workload of this release."""
        return workload_name(role, application=self.application)


def _labels(application: str) -> dict[str, str]:
    return {"app.kubernetes.io/part-of": application, "app.kubernetes.io/managed-by": "terraform"}

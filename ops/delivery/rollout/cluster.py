"""Read access to the workloads of a cluster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from urllib3.exceptions import HTTPError

from contract.outputs import FoundationOutput
from contract.stacks import StackName
from ops.clients.kubernetes.api import SignIn, answering, ask, connect_to
from ops.common.errors import MissingInputError
from ops.delivery.rollout.objects import NamespaceObjects, workloads
from ops.delivery.rollout.observations import WorkloadStatus
from ops.engine.synthesis.document import StackDocument
from ops.engine.synthesis.stacks import Stack, SynthesisError

if TYPE_CHECKING:
    from kubernetes import client

_HOST: Final = FoundationOutput.CLUSTER_HOST
_AUTHORITY: Final = FoundationOutput.CLUSTER_CA_CERTIFICATE
_FOUNDATION_STATE: Final = f"data.terraform_remote_state.{StackName.FOUNDATION}"

# A kubelet that does not answer must not delay a rollback.
_LOG_WITHIN_SECONDS: Final = 5
_LOG_BYTES: Final = 64 * 1024


class ClusterReader(Protocol):
    """A source of workloads and logs."""

    def observe(self) -> tuple[WorkloadStatus, ...]:
        """Return the current workloads; raise UnreachableError."""

    def log(self, *, pod: str, container: str, lines: int) -> str:
        """Return the last log lines of a container, of its previous run if needed; never raise."""


@dataclass(frozen=True, kw_only=True)
class NamespaceReader:
    """A reader of one namespace of a cluster."""

    api: client.ApiClient
    namespace: str

    def observe(self) -> tuple[WorkloadStatus, ...]:
        """Return the workloads of the namespace; none when it does not exist."""
        from kubernetes import client

        apps = client.AppsV1Api(self.api)
        core = client.CoreV1Api(self.api)
        batch = client.BatchV1Api(self.api)
        with answering(self.api):
            return workloads(
                NamespaceObjects(
                    deployments=self._list(apps.list_namespaced_deployment),
                    replica_sets=self._list(apps.list_namespaced_replica_set),
                    jobs=self._list(batch.list_namespaced_job),
                    pods=self._list(core.list_namespaced_pod),
                    events=self._list(core.list_namespaced_event),
                )
            )

    def log(self, *, pod: str, container: str, lines: int) -> str:
        """Return the last log lines of a container, of its previous run when the current one has none."""
        return self._log(pod, container, lines, previous=False) or self._log(
            pod, container, lines, previous=True
        )

    def _log(self, pod: str, container: str, lines: int, *, previous: bool) -> str:
        from kubernetes import client
        from kubernetes.client.exceptions import ApiException

        try:
            text = client.CoreV1Api(self.api).read_namespaced_pod_log(
                pod,
                self.namespace,
                container=container,
                previous=previous,
                tail_lines=lines,
                limit_bytes=_LOG_BYTES,
                _request_timeout=_LOG_WITHIN_SECONDS,
            )
        except (ApiException, HTTPError, OSError):
            return ""  # logs are optional: the container may not have run at all
        return str(text or "")

    def _list(self, call: Any) -> Sequence[Any]:
        answer = ask(call, self.namespace)
        return answer.items if answer else []


def environment_cluster(app: Stack, *, outputs: Mapping[str, Any]) -> NamespaceReader:
    """Return a reader of the stack's namespace on the cluster that Terraform writes to.

    `outputs` are the outputs of the foundation stack, as `Terraform.outputs()` returns them; sign-in uses the
    exec plugin of the stack's Kubernetes provider. A kubeconfig is not used: its current context may be
    another cluster, and a workflow has none.

    Raises MissingInputError when the foundation is not applied; MissingToolError or UserError without a
    sign-in.
    """
    return _cluster(app, {name: facts.get("value") for name, facts in outputs.items()})


def planned_cluster(app: Stack, *, plan: Mapping[str, Any]) -> NamespaceReader:
    """Return what environment_cluster returns, from a plan of the stack, as `Terraform.show()` returns it.

    A plan includes the outputs of the foundation; a rollback has no foundation stack to read them from.
    """
    read = plan.get("prior_state", {}).get("values", {}).get("root_module", {}).get("resources", [])
    for resource in read:
        if resource["address"] == _FOUNDATION_STATE:
            return _cluster(app, resource["values"]["outputs"])
    return _cluster(app, {})


def _cluster(app: Stack, outputs: Mapping[str, Any]) -> NamespaceReader:
    document = app.document
    missing = [name for name in (_HOST, _AUTHORITY) if not outputs.get(name)]
    if missing:
        raise MissingInputError(
            f"the stack 'foundation' has no output {' and '.join(missing)}: "
            "it was not applied, or by older code",
            remedy="ops deploy foundation",
        )
    namespace = _namespace(document, app)
    sign_in = _sign_in(document, app)
    api = connect_to(host=outputs[_HOST], authority=outputs[_AUTHORITY], sign_in=sign_in)
    return NamespaceReader(api=api, namespace=namespace)


def _sign_in(document: StackDocument, stack: Stack) -> SignIn:
    for provider in document.provider_settings("kubernetes"):
        for program in provider.get("exec", []):
            return SignIn(
                api_version=program["api_version"],
                command=program["command"],
                arguments=tuple(program["args"]),
            )
    raise SynthesisError(f"the stack '{stack.name}' has no exec plugin to sign in to a cluster")


def _namespace(document: StackDocument, stack: Stack) -> str:
    for resource in document.arguments_of("kubernetes_namespace_v1"):
        return str(resource["metadata"]["name"])
    raise SynthesisError(f"the stack '{stack.name}' has no namespace to watch")

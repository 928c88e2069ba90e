"""The cluster and namespace that a command reads: the environment's, or those of a kubeconfig context."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from contract.stacks import StackName
from ops.clients.kubernetes.api import connect
from ops.common.arguments import checked_namespace, checked_text
from ops.common.errors import ExitCode, UserError
from ops.common.simulation import LEAVE_REHEARSAL, SIMULATED_VARIABLE, is_simulated
from ops.delivery.releases.inputs import reviewable_inputs
from ops.delivery.rollout.cluster import NamespaceReader, environment_cluster
from ops.delivery.secrets.secret import declared_secrets, given_secrets
from ops.delivery.workspace import Workspace, open_workspace
from ops.engine.terraform.redaction import Redactor

if TYPE_CHECKING:
    from kubernetes import client

Namespace = Annotated[
    str | None,
    typer.Option(
        help="Default: the namespace of the environment's app stack.",
        metavar="NAME",
        callback=checked_namespace,
    ),
]
Context = Annotated[
    str | None,
    typer.Option(
        help="Use this context of your kubeconfig; needs --namespace. "
        "Default: the cluster of the environment.",
        metavar="NAME",
        callback=checked_text,
    ),
]


class NoNamespaceError(UserError):
    """A context without a namespace."""

    exit_code = ExitCode.USAGE


class SimulatedClusterError(UserError):
    """An environment that is simulated and has no cluster."""


@dataclass(frozen=True, kw_only=True)
class ClusterTarget:
    """A namespace of a cluster, with a redactor for the secrets that the process environment holds.

    `workspace` is None for a context of the kubeconfig.
    """

    reader: NamespaceReader
    redactor: Redactor
    workspace: Workspace | None

    @property
    def api(self) -> "client.ApiClient":
        """The client of the cluster."""
        return self.reader.api

    @property
    def namespace(self) -> str:
        """The namespace to read."""
        return self.reader.namespace

    def app_output(self, name: str) -> str | None:
        """Return an output of the app stack; None without a workspace or before the stack is applied."""
        if self.workspace is None:
            return None
        value = outputs(self.workspace, StackName.APP).get(name, {}).get("value")
        return None if value is None else str(value)


def resolve(environment: str, *, namespace: str | None, context: str | None) -> ClusterTarget:
    """Return the cluster to read. Raises NoNamespaceError, SimulatedClusterError or a sign-in error."""
    if context:
        if not namespace:
            raise NoNamespaceError(
                "--context names a cluster but no namespace",
                where="--context",
                remedy="add --namespace, or omit --context to use the cluster of the environment",
            )
        api = connect(kubeconfig=None, context=context)
        reader = NamespaceReader(api=api, namespace=namespace)
        return ClusterTarget(reader=reader, redactor=Redactor(), workspace=None)
    if is_simulated():
        raise SimulatedClusterError(
            f"the cluster of '{environment}' is simulated: it has no workloads",
            where=SIMULATED_VARIABLE,
            remedy=f"name a real cluster with --context and --namespace, or {LEAVE_REHEARSAL}",
        )
    workspace = open_workspace(environment=environment)
    reader = environment_cluster(
        workspace.stack(StackName.APP), outputs=outputs(workspace, StackName.FOUNDATION)
    )
    if namespace:
        reader = NamespaceReader(api=reader.api, namespace=namespace)
    known = given_secrets(declared_secrets(workspace.stacks), workspace.variables)
    redactor = Redactor(secret.value for secret in known.values())
    return ClusterTarget(reader=reader, redactor=redactor, workspace=workspace)


def outputs(workspace: Workspace, name: str) -> dict[str, Any]:
    """Return the outputs of a stack; empty before it is applied."""
    stack = workspace.stack(name)
    terraform = workspace.terraform(stack, reviewable_inputs([stack], last=None))
    terraform.init()
    return terraform.outputs()

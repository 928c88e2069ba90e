"""Which cluster and namespace a command looks at: the environment's own, or one that the person names."""

from dataclasses import dataclass
from typing import Annotated, Any

import typer
from kubernetes import client

from contract.stacks import StackName
from ops.clients.kubernetes.api import connect
from ops.common.errors import ExitCode, UserError
from ops.delivery.releases import secrets
from ops.delivery.releases.inputs import reviewable_inputs
from ops.delivery.rollout.cluster import NamespaceReader, environment_cluster
from ops.delivery.workspace import SIMULATED_VARIABLE, Workspace, is_simulated, open_workspace
from ops.engine.terraform.redaction import Redactor

Namespace = Annotated[
    str | None,
    typer.Option(help="Default: the one that the environment's app stack deploys to.", metavar="NAME"),
]
Context = Annotated[
    str | None,
    typer.Option(
        help="Look through this context of your kubeconfig; needs --namespace. "
        "Default: the cluster of the environment.",
        metavar="NAME",
    ),
]


class NoNamespaceError(UserError):
    """A context was named without the namespace to look at."""

    exit_code = ExitCode.USAGE


class SimulatedClusterError(UserError):
    """The environment is simulated and has no cluster."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What to look at, and what masks the secrets that this person's environment holds.

    `workspace` is the environment's, None for a context that the person has named.
    """

    reader: NamespaceReader
    redactor: Redactor
    workspace: Workspace | None

    @property
    def api(self) -> client.ApiClient:
        """The cluster."""
        return self.reader.api

    @property
    def namespace(self) -> str:
        """The namespace on it."""
        return self.reader.namespace

    def app_output(self, name: str) -> str | None:
        """Return an output of the app stack; None without an environment, or before it is applied."""
        if self.workspace is None:
            return None
        value = outputs(self.workspace, StackName.APP).get(name, {}).get("value")
        return None if value is None else str(value)


def choose(environment: str, *, namespace: str | None, context: str | None) -> Choice:
    """Return what to look at. Raises NoNamespaceError, SimulatedClusterError, and what signing in raises."""
    if context:
        if not namespace:
            raise NoNamespaceError(
                "a context says which cluster, and not which namespace",
                where="--context",
                remedy="add --namespace, or leave --context away to look at the environment's own cluster",
            )
        api = connect(kubeconfig=None, context=context)
        reader = NamespaceReader(api=api, namespace=namespace)
        return Choice(reader=reader, redactor=Redactor(), workspace=None)
    if is_simulated():
        raise SimulatedClusterError(
            f"the cluster of '{environment}' is simulated: nothing runs on it",
            where=SIMULATED_VARIABLE,
            remedy="name a real one with --context and --namespace, or leave the rehearsal's shell",
        )
    workspace = open_workspace(environment=environment)
    reader = environment_cluster(
        workspace.stack(StackName.APP), outputs=outputs(workspace, StackName.FOUNDATION)
    )
    if namespace:
        reader = NamespaceReader(api=reader.api, namespace=namespace)
    known = secrets.given(secrets.declared(workspace.stacks), workspace.variables)
    redactor = Redactor(secret.value for secret in known.values())
    return Choice(reader=reader, redactor=redactor, workspace=workspace)


def outputs(workspace: Workspace, name: str) -> dict[str, Any]:
    """Return the outputs of a stack, none before it is applied."""
    stack = workspace.stack(name)
    terraform = workspace.terraform(stack, reviewable_inputs([stack], last=None))
    terraform.init()
    return terraform.outputs()

"""`ops context`."""

import os
import shutil
from typing import Annotated

import typer

from ops.clients.azure.environment import open_target
from ops.clients.kubernetes.login import login_method
from ops.commands.context.cluster import cluster_address
from ops.commands.context.merge import add_context, kubeconfig_path
from ops.common.options import DEFAULT_ENVIRONMENT, Environment


def register(app: typer.Typer) -> None:
    """Add the command to a command line."""
    app.command()(context)


def context(
    *,
    environment: Environment = DEFAULT_ENVIRONMENT,
    login: Annotated[
        str | None,
        typer.Option(
            help="How kubelogin signs in: azurecli, workloadidentity, msi or devicecode. Default: "
            "AAD_LOGIN_METHOD, or azurecli (in a workflow: workloadidentity).",
            metavar="METHOD",
        ),
    ] = None,
) -> None:
    """Make the environment's cluster the current kubectl context. Does not need the Azure CLI.

    Writes no credential: kubectl gets its tokens from kubelogin. Other contexts stay as they are.
    """
    target, _ = open_target(environment)
    settings = target.environment
    cluster = cluster_address(
        target.azure,
        subscription=settings.azure.subscription_id,
        resource_group=settings.azure.resource_group,
        name=settings.cluster.name,
    )
    path = kubeconfig_path(os.environ)
    add_context(path, cluster, login=login or login_method(), namespace=settings.application.namespace)
    typer.echo(f"kubectl now uses {cluster.name}, namespace {settings.application.namespace} ({path}).")
    if shutil.which("kubelogin") is None:
        typer.echo("kubelogin is not installed: https://azure.github.io/kubelogin", err=True)

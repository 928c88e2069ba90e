"""The GitHub variables that the workflows sign in to Azure with. None of them is a secret."""

import shutil
import subprocess
from collections.abc import Mapping
from typing import Final

from azure.mgmt.msi.v2024_11_30 import ManagedServiceIdentityClient
from azure.mgmt.resource.resources import ResourceManagementClient

from contract.names import DeliveryJob, delivery_identity_suffix
from ops.clients.azure.environment import AzureTarget
from ops.clients.azure.management import if_exists
from ops.common.errors import MissingToolError, UserError

#: The suffix of the identities' variables.
CLIENT_ID: Final = "_CLIENT_ID"
#: Those that the deployment to an environment signs in with; pull requests and drift have the repository's.
_OF_A_DEPLOYMENT: Final = (
    "AZURE_TENANT_ID",
    "AZURE_SUBSCRIPTION_ID",
    f"AZURE_{DeliveryJob.DEPLOY.upper()}{CLIENT_ID}",
)
_TIMEOUT_SECONDS: Final = 60


class GitHubVariableError(UserError):
    """A variable that `gh` did not set."""


def github_variables(target: AzureTarget) -> dict[str, str]:
    """Return the variables by name; those of the identities only exist after the foundation was applied."""
    group = target.environment.azure.resource_group
    client_ids: dict[str, str] = {}
    groups = target.azure.open(ResourceManagementClient).resource_groups
    if if_exists(lambda: groups.get(group)) is not None:
        for identity in target.azure.open(
            ManagedServiceIdentityClient
        ).user_assigned_identities.list_by_resource_group(group):
            for name in DeliveryJob:
                if str(identity.name).endswith(delivery_identity_suffix(name)):
                    client_ids[f"AZURE_{name.upper()}{CLIENT_ID}"] = str(identity.client_id)
    return {
        "AZURE_TENANT_ID": target.caller.tenant_id,
        "AZURE_SUBSCRIPTION_ID": target.environment.azure.subscription_id,
        **client_ids,
    }


def deployment_variables(variables: Mapping[str, str]) -> dict[str, str]:
    """Return those of the variables that belong into a GitHub environment beside production's."""
    return {name: value for name, value in variables.items() if name in _OF_A_DEPLOYMENT}


def set_github_variables(
    variables: Mapping[str, str], *, repository: str, environment: str | None = None
) -> None:
    """Set variables with `gh`: the repository's, or those of one of its environments.

    Raises MissingToolError or GitHubVariableError.
    """
    program = shutil.which("gh")
    if program is None:
        raise MissingToolError(
            "gh is not installed", remedy="install it (https://cli.github.com) and run `gh auth login`"
        )
    for name, value in variables.items():
        command = [program, *gh_arguments(name, value, repository=repository, environment=environment)]
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=_TIMEOUT_SECONDS,
        )
        if done.returncode != 0:
            raise GitHubVariableError(
                f"gh did not set {name}: {done.stderr.strip() or done.stdout.strip()}",
                where=repository,
                remedy="run `gh auth login` with an account that is an administrator of the repository",
            )


def gh_arguments(name: str, value: str, *, repository: str, environment: str | None) -> list[str]:
    """Return the arguments with which `gh` sets a variable."""
    scope = ["--env", environment] if environment else []
    return ["variable", "set", name, "--repo", repository, *scope, "--body", value]

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


def set_github_variables(variables: Mapping[str, str], *, repository: str) -> None:
    """Set the repository's variables with `gh`; raise MissingToolError or GitHubVariableError."""
    program = shutil.which("gh")
    if program is None:
        raise MissingToolError(
            "gh is not installed", remedy="install it (https://cli.github.com) and run `gh auth login`"
        )
    for name, value in variables.items():
        command = [program, "variable", "set", name, "--repo", repository, "--body", value]
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

"""The variables that GitHub's workflows sign in with. None of them is a secret."""

import shutil
import subprocess
from collections.abc import Mapping
from typing import Final

from contract.names import DeliveryJob, delivery_identity_suffix
from ops.clients.azure.environment import Target
from ops.common.errors import MissingToolError, UserError

_VERSION: Final = "2023-01-31"
#: How the variables of the identities end.
CLIENT_ID: Final = "_CLIENT_ID"
_TIMEOUT_SECONDS: Final = 60


class GitHubRefusedError(UserError):
    """`gh` did not set a variable."""


def github_variables(target: Target) -> dict[str, str]:
    """Return the variables by name. The identities' are among them once the foundation was applied."""
    path = f"{target.group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities"
    found: dict[str, str] = {}
    if target.azure.find(target.group, version="2021-04-01") is not None:
        for identity in target.azure.items(path, version=_VERSION):
            for name in DeliveryJob:
                if identity["name"].endswith(delivery_identity_suffix(name)):
                    found[f"AZURE_{name.upper()}{CLIENT_ID}"] = identity["properties"]["clientId"]
    return {
        "AZURE_TENANT_ID": target.caller.tenant_id,
        "AZURE_SUBSCRIPTION_ID": target.environment.azure.subscription_id,
        **found,
    }


def set_github_variables(variables: Mapping[str, str], *, repository: str) -> None:
    """Set the repository's variables with `gh`; raise MissingToolError or GitHubRefusedError."""
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
            raise GitHubRefusedError(
                f"gh did not set {name}: {done.stderr.strip() or done.stdout.strip()}",
                where=repository,
                remedy="run `gh auth login` with an account that administers the repository",
            )

"""The sign-in method of kubelogin, which gets the tokens for a cluster.

kubelogin's default asks for a client id and fails without one. The method is not in the synthesized stacks:
a person and a workflow deploy the same bytes. Source: github.com/Azure/kubelogin v0.2.20,
pkg/internal/token/options.go and pkg/internal/env/variables.go.
"""

import os
from collections.abc import Mapping
from typing import Final

#: The variable from which kubelogin takes its method.
LOGIN_METHOD: Final = "AAD_LOGIN_METHOD"
_PERSON: Final = "azurecli"
_WORKFLOW: Final = "workloadidentity"
_REMEDIES: Final = {
    _PERSON: "kubelogin uses the Azure CLI: run `az login`, then this command again",
    _WORKFLOW: "kubelogin uses the workflow's OIDC token: the job needs `permissions: id-token: write`, "
    "AZURE_CLIENT_ID and AZURE_TENANT_ID (the action azure-sign-in sets both)",
}


def login_method(variables: Mapping[str, str] = os.environ) -> str:
    """Return the chosen method; by default `azurecli` for a person, `workloadidentity` in a workflow."""
    in_a_workflow = variables.get("GITHUB_ACTIONS") == "true"
    return variables.get(LOGIN_METHOD) or (_WORKFLOW if in_a_workflow else _PERSON)


def login_variables(variables: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return what kubelogin needs in its environment beside the variables that are set."""
    return {LOGIN_METHOD: login_method(variables)}


def login_remedy(variables: Mapping[str, str] = os.environ) -> str:
    """Return what to do about a failed sign-in with the method in use."""
    method = login_method(variables)
    other = f"{LOGIN_METHOD}={method}: sign in for that method, or unset the variable to use the Azure CLI"
    return _REMEDIES.get(method, other)

"""How Terraform's providers sign in to the cluster: with a fresh Entra ID token from kubelogin."""

from typing import Final

# The application id of "Azure Kubernetes Service AAD Server", the same in every tenant.
# Source: github.com/Azure/kubelogin, docs, "Azure Kubernetes Service AAD Server".
_AKS_SERVER_ID: Final = "6dae42f8-4368-4678-94ff-3960e28e3630"

API_VERSION: Final = "client.authentication.k8s.io/v1"
COMMAND: Final = "kubelogin"
# Which kind of login is used comes from AAD_LOGIN_METHOD (azurecli for a person, workloadidentity for
# GitHub), so that a person and a workflow synthesize the same bytes and no credential enters a state.
ARGUMENTS: Final = ["get-token", "--server-id", _AKS_SERVER_ID]

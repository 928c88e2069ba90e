"""How Terraform's providers sign in to the cluster: with a fresh Entra ID token from kubelogin."""

from typing import Final

from contract.azure import AKS_SERVER_ID

API_VERSION: Final = "client.authentication.k8s.io/v1"
COMMAND: Final = "kubelogin"
# Which kind of login is used comes from AAD_LOGIN_METHOD (azurecli for a person, workloadidentity for
# GitHub), so that a person and a workflow synthesize the same bytes and no credential enters a state.
ARGUMENTS: Final = ["get-token", "--server-id", AKS_SERVER_ID]

"""What stays after a cleanup, why, and how to remove it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from environments import Environment
from environments.database import ManagedDatabase
from environments.events import ExternalEvents, RedpandaEvents
from environments.exposure import GatewayExposure


@dataclass(frozen=True, kw_only=True)
class Leftover:
    """Something that stays. `how` says how to remove it."""

    what: str
    why: str
    how: str


def leftovers(environment: Environment, *, variables: Mapping[str, str]) -> list[Leftover]:
    """Return what stays after a cleanup of this environment, costs and risks first."""
    return [*_outside(environment, variables), *_kept_by_azure(environment), *_states(environment)]


def _outside(environment: Environment, variables: Mapping[str, str]) -> Iterator[Leftover]:
    """Yield what the deployment uses but has not created."""
    if isinstance(environment.exposure, GatewayExposure) and environment.exposure.host:
        yield Leftover(
            what=f"the DNS record of {environment.exposure.host}",
            why="it points to an IP address that somebody else may get, who could then answer in your name",
            how="delete it at your DNS provider at once",
        )
    if not isinstance(environment.database, ManagedDatabase):
        yield Leftover(
            what="the database in DATABASE_URL",
            why="the deployment has not created it",
            how="delete it at its provider",
        )
    if isinstance(environment.events, ExternalEvents):
        yield Leftover(
            what="the Kafka topics, the user and its permissions",
            why="the deployment has not created them",
            how="delete them at their provider",
        )
    if isinstance(environment.events, RedpandaEvents):
        yield Leftover(
            what="the Redpanda organisation and its service account",
            why="the deployment signs in with it",
            how="cloud.redpanda.com, Organization, IAM",
        )
    vault = variables.get("OPS_VAULT")
    yield Leftover(
        what=f"the key vault {vault} with the secrets"
        if vault
        else "a key vault, if you keep secrets in one",
        why="other environments may use it; its name stays reserved until it is purged",
        how=f"az keyvault delete --name {vault or 'VAULT'}, then az keyvault purge --name {vault or 'VAULT'}",
    )
    if environment.github:
        yield Leftover(
            what=f"variables, secrets and the environment in the repository {environment.github.repository}",
            why="they are in GitHub, not in Azure",
            how=f"gh variable list --repo {environment.github.repository}, then gh variable delete NAME",
        )
    yield Leftover(
        what="the administrators' groups in Entra ID, and other budgets of the subscription",
        why="this deployment has not created them; its own budgets are deleted",
        how="az ad group delete --group NAME; az consumption budget list",
    )


def _kept_by_azure(environment: Environment) -> Iterator[Leftover]:
    """Yield what Azure itself keeps for some time.

    Source: learn.microsoft.com, "Delete and recover an Azure Log Analytics workspace".
    """
    yield Leftover(
        what=f"the Log Analytics workspace {environment.logs.workspace}, soft-deleted",
        why="Azure keeps it and its name for 14 days; a deployment in that time restores it with its logs",
        how="to delete it at once, run before the cleanup: az monitor log-analytics workspace delete --force "
        f"--resource-group {environment.azure.resource_group} --workspace-name {environment.logs.workspace}",
    )


def _states(environment: Environment) -> Iterator[Leftover]:
    state = environment.state
    yield Leftover(
        what=f"the storage account {state.storage_account}: states, past releases, the revision key, your "
        "role on it, and what was deleted in it in the last 30 days",
        why="it is the record of past deployments; other environments may use it too",
        how=f"after the last environment: az group delete --name {state.resource_group}",
    )

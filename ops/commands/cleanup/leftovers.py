"""What a clean-up leaves, why, and how a person removes it who means it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from environments import Environment
from environments.database import ManagedDatabase
from environments.events import ExternalEvents, RedpandaEvents
from environments.exposure import GatewayExposure


@dataclass(frozen=True, kw_only=True)
class Remainder:
    """Something that stays. `how` is a command, or what to do, to remove it."""

    what: str
    why: str
    how: str


def remains(environment: Environment, *, variables: Mapping[str, str]) -> list[Remainder]:
    """Return what stays behind after this environment, the costly and the risky first."""
    return [*_outside(environment, variables), *_kept_by_azure(environment), *_states(environment)]


def _outside(environment: Environment, variables: Mapping[str, str]) -> Iterator[Remainder]:
    """Yield what the deployment uses and has not made."""
    if isinstance(environment.exposure, GatewayExposure) and environment.exposure.host:
        yield Remainder(
            what=f"the DNS record of {environment.exposure.host}",
            why="it leads to an address that is somebody else's soon, who could answer in your name",
            how="delete it where your domain is kept, at once",
        )
    if not isinstance(environment.database, ManagedDatabase):
        yield Remainder(
            what="the database that DATABASE_URL names",
            why="it was there before",
            how="delete it where it is kept",
        )
    if isinstance(environment.events, ExternalEvents):
        yield Remainder(
            what="the Kafka topics, the user and its rights",
            why="they were there before",
            how="delete them where they are kept",
        )
    if isinstance(environment.events, RedpandaEvents):
        yield Remainder(
            what="the Redpanda organisation and its service account",
            why="Terraform signs in with it",
            how="cloud.redpanda.com, Organization, IAM",
        )
    vault = variables.get("OPS_VAULT")
    yield Remainder(
        what=f"the key vault {vault} with the secrets"
        if vault
        else "a key vault, if you keep secrets in one",
        why="other environments may use it; deleted, it keeps its name until it is purged",
        how=f"az keyvault delete --name {vault or 'VAULT'}, then az keyvault purge --name {vault or 'VAULT'}",
    )
    if environment.github:
        yield Remainder(
            what=f"variables, secrets and the environment in the repository {environment.github.repository}",
            why="they are GitHub's",
            how=f"gh variable list --repo {environment.github.repository}, then gh variable delete NAME",
        )
    yield Remainder(
        what="the administrators' groups in Entra ID, and budgets that others have set on the subscription",
        why="this deployment has not made them; its own budgets are deleted",
        how="az ad group delete --group NAME; az consumption budget list",
    )


def _kept_by_azure(environment: Environment) -> Iterator[Remainder]:
    """Yield what Azure itself keeps for a while.

    Source: learn.microsoft.com, "Delete and recover an Azure Log Analytics workspace".
    """
    yield Remainder(
        what=f"the Log Analytics workspace {environment.logs.workspace}, deleted softly",
        why="Azure keeps it and its name for 14 days; a deployment in that time gets it back with its logs",
        how="to be rid of it at once, before the clean-up: az monitor log-analytics workspace delete --force "
        f"--resource-group {environment.azure.resource_group} --workspace-name {environment.logs.workspace}",
    )


def _states(environment: Environment) -> Iterator[Remainder]:
    state = environment.state
    yield Remainder(
        what=f"the storage account {state.storage_account}: states, past releases, the key of the revisions, "
        "your role on it, and 30 days of what was deleted in it",
        why="it tells what there was; other environments may keep theirs in it",
        how=f"after the last environment: az group delete --name {state.resource_group}",
    )

"""Azure policies that deny the deployment's resources.

Source: learn.microsoft.com, REST reference, "Policy Restrictions - Check At Subscription Scope"; its example
is Azure/azure-rest-api-specs, PolicyRestrictions_CheckAtSubscriptionScope.json. It evaluates a resource that
does not exist yet. Only type, name, location, tags and size are sent. What a policy says that looks at
another field is not known before the apply.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from azure.mgmt.policyinsights import PolicyInsightsClient
from azure.mgmt.policyinsights.models import (
    CheckRestrictionsRequest,
    CheckRestrictionsResourceDetails,
    PolicyEvaluationResult,
)

from environments.database import ManagedDatabase
from ops.clients.azure.environment import AzureTarget
from ops.commands.bootstrap.preflight.outcome import NotCheckedError
from ops.common.errors import UserError

_DENIED: Final = "NonCompliant"
_FIELD: Final = "field"
# The fields that are sent, and those that Azure derives from them.
_KNOWN: Final = ("fullname", "id", "kind", "location", "name", "sku", "tags", "type")


class PolicyDenialError(UserError):
    """A policy that denies a resource."""


@dataclass(frozen=True, kw_only=True)
class Denial:
    """A policy's answer to one type of resource; `certain` unless it looked at a field that was not sent."""

    type: str
    assignment: str
    certain: bool


def check_policies(target: AzureTarget) -> str:
    """Return how many types of resources no policy denies.

    Raises PolicyDenialError with every policy that denies one, and NotCheckedError where a policy looks at a
    field that is not sent.
    """
    resources = list(_resources(target))
    denials = [denial for resource in resources for denial in _denials(target, resource)]
    certain = [one for one in denials if one.certain]
    if certain:
        raise PolicyDenialError(
            f"policies deny {_listed(certain)}",
            where=f"policy assignments above {target.subscription}",
            remedy="ask the owner of the policy for an exemption, or change location or tags as it demands",
        )
    if denials:
        raise NotCheckedError(
            f"policies may deny {_listed(denials)}: they look at settings that only the apply sends",
            where=f"policy assignments above {target.subscription}",
            remedy="read the policies in the portal (Policy → Assignments); then use --allow-unchecked",
        )
    return f"none denies the {len(resources)} types of resources"


def _denials(target: AzureTarget, resource: dict[str, Any]) -> Iterator[Denial]:
    answer = target.azure.open(PolicyInsightsClient).policy_restrictions.check_at_subscription_scope(
        CheckRestrictionsRequest(resource_details=CheckRestrictionsResourceDetails(resource_content=resource))
    )
    if answer.content_evaluation_result is None:
        raise NotCheckedError(
            f"Azure's answer has no evaluation of {resource['type']}",
            where="Microsoft.PolicyInsights/checkPolicyRestrictions",
            remedy="read the policies in the portal (Policy → Assignments)",
        )
    for one in answer.content_evaluation_result.policy_evaluations or []:
        if one.evaluation_result == _DENIED:
            yield Denial(
                type=resource["type"],
                assignment=str(one.policy_info and one.policy_info.policy_assignment_id).rpartition("/")[2],
                certain=_certain(one),
            )


def _certain(evaluation: PolicyEvaluationResult) -> bool:
    """Say whether the policy looked only at fields that were sent."""
    details = evaluation.evaluation_details
    expressions = (details and details.evaluated_expressions) or []
    fields = [
        str(one.expression) if str(one.expression_kind).casefold() == _FIELD else "" for one in expressions
    ]
    return bool(fields) and all(
        field.replace("[", ".").split(".")[0].casefold() in _KNOWN for field in fields
    )


def _listed(denials: list[Denial]) -> str:
    types: dict[str, list[str]] = {}
    for one in denials:
        types.setdefault(one.assignment, []).append(one.type)
    return "; ".join(f"{', '.join(names)} (assignment {assignment})" for assignment, names in types.items())


def _resources(target: AzureTarget) -> Iterator[dict[str, Any]]:
    """Yield the resources that policies most often concern: those with a location, tags and a size."""
    environment = target.environment
    group = {"type": "Microsoft.Resources/subscriptions/resourceGroups"}
    yield _resource(target, **group, name=environment.azure.resource_group)
    yield _resource(target, **group, name=environment.state.resource_group)
    yield _resource(
        target,
        type="Microsoft.Storage/storageAccounts",
        name=environment.state.storage_account,
        sku={"name": "Standard_ZRS"},
        kind="StorageV2",
    )
    yield _resource(
        target,
        type="Microsoft.ContainerRegistry/registries",
        name=environment.registry.name,
        sku={"name": environment.registry.sku},
    )
    cluster = environment.cluster
    yield _resource(
        target,
        type="Microsoft.ContainerService/managedClusters",
        name=cluster.name,
        sku={"name": "Base", "tier": cluster.sku_tier},
    )
    yield _resource(
        target,
        type="Microsoft.Network/publicIPAddresses",
        name=f"{cluster.name}-gateway",
        sku={"name": "Standard"},
    )
    yield _resource(target, type="Microsoft.Network/virtualNetworks", name=f"{cluster.name}-network")
    yield _resource(target, type="Microsoft.OperationalInsights/workspaces", name=environment.logs.workspace)
    database = environment.database
    if isinstance(database, ManagedDatabase):
        yield _resource(
            target,
            type="Microsoft.DBforPostgreSQL/flexibleServers",
            name=database.server_name,
            sku={"name": database.sku.partition("_")[2]},
        )


def _resource(target: AzureTarget, **fields: Any) -> dict[str, Any]:
    azure = target.environment.azure
    tags = {**azure.tags.model_dump(), "environment": target.environment.name}
    return {**fields, "location": azure.location, "tags": tags}

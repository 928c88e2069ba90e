"""A subscription that passes all checks of a bootstrap; tests take away what they need."""

from typing import Any

from environments import Environment
from ops.clients.azure.environment import AzureTarget
from ops.clients.azure.sign_in import Caller
from ops.commands.bootstrap.resource_providers import needed
from ops.commands.bootstrap.roles import BUILT_IN
from tests.ops.clients.azure.resource_manager import Api
from tests.support.json_api import Answer, Call

KUBERNETES_VERSIONS = "/providers/Microsoft.ContainerService/locations/eastus/kubernetesVersions"
CALLER = Caller(object_id="11111111-1111-1111-1111-111111111111", tenant_id="t", name="ada", is_person=True)


def target_of(api: Api, environment: Environment) -> AzureTarget:
    """Return the environment in a subscription of the local server."""
    clients = api.clients(environment.azure.subscription_id)
    return AzureTarget(environment=environment, azure=clients, caller=CALLER)


def target_on(api: Api, environment: Environment) -> AzureTarget:
    """Return the environment in a subscription that is empty and passes all checks."""
    target = target_of(api, environment)
    subscription = target.subscription
    compute = f"{subscription}/providers/Microsoft.Compute"
    api.resources |= {
        subscription: {"displayName": "Production", "state": "Enabled", "tenantId": "t"},
        "/subscriptions": {"value": [{"displayName": "Other", "subscriptionId": "2222"}]},
        f"{subscription}/providers/Microsoft.Authorization/roleAssignments": {
            "value": [assignment("Owner", scope=subscription)]
        },
        f"{subscription}/providers": {
            "value": [{"namespace": name, "registrationState": "Registered"} for name in needed(environment)]
        },
        f"{compute}/skus": {
            "value": [
                {
                    "name": environment.cluster.nodes.size,
                    "family": "standardDSv3Family",
                    "locationInfo": [{"location": "eastus", "zones": ["1", "2", "3"]}],
                    "restrictions": [],
                }
            ]
        },
        f"{compute}/locations/eastus/usages": {
            "value": [usage("cores", limit=20, used=0), usage("standardDSv3Family", limit=12, used=0)]
        },
        f"{subscription}/providers/Microsoft.Consumption/budgets": {"value": []},
        f"{subscription}{KUBERNETES_VERSIONS}": {
            "values": [kubernetes_version(environment.cluster.kubernetes_version)]
        },
    }
    api.respond.append(_names_are_free)
    return target


def assignment(role: str, *, scope: str) -> dict[str, Any]:
    """Return a role assignment as Resource Manager lists it."""
    definition = f"/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/{BUILT_IN[role]}"
    return {"properties": {"roleDefinitionId": definition, "scope": scope}}


def usage(name: str, *, limit: int, used: int) -> dict[str, Any]:
    """Return a usage of compute as Resource Manager lists it."""
    return {"name": {"value": name}, "limit": limit, "currentValue": used}


def kubernetes_version(minor: str, *plans: str, preview: bool = False) -> dict[str, Any]:
    """Return a version as AKS lists it.

    Source: Azure/azure-rest-api-specs, Microsoft.ContainerService/aks/stable/2025-05-01/examples,
    KubernetesVersions_List.json.
    """
    supported = list(plans or ("KubernetesOfficial", "AKSLongTermSupport"))
    return {
        "version": minor,
        "capabilities": {"supportPlan": supported},
        "isPreview": preview,
        "patchVersions": {f"{minor}.1": {"upgrades": []}},
    }


def _names_are_free(call: Call) -> Answer | None:
    free = call.path.endswith("/checkNameAvailability")
    return Answer(body={"nameAvailable": True}) if free else None

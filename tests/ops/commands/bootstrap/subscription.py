"""A subscription that passes all checks of a bootstrap; tests take away what they need."""

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from environments import Environment
from ops.clients.azure.environment import AzureTarget
from ops.clients.azure.sign_in import Caller
from ops.commands.bootstrap.resource_providers import needed
from ops.commands.bootstrap.roles import BUILT_IN
from tests.ops.clients.azure.resource_manager import Api
from tests.support.json_api import Answer, Call

KUBERNETES_VERSIONS = "/providers/Microsoft.ContainerService/locations/eastus/kubernetesVersions"

# Source: learn.microsoft.com, "Azure built-in roles", the JSON of each role.
PERMISSIONS: dict[str, dict[str, list[str]]] = {
    "Owner": {"actions": ["*"], "notActions": []},
    "Contributor": {
        "actions": ["*"],
        "notActions": [
            "Microsoft.Authorization/*/Delete",
            "Microsoft.Authorization/*/Write",
            "Microsoft.Authorization/elevateAccess/Action",
        ],
    },
    "User Access Administrator": {"actions": ["*/read", "Microsoft.Authorization/*", "Microsoft.Support/*"]},
    "Role Based Access Control Administrator": {
        "actions": [
            "Microsoft.Authorization/roleAssignments/write",
            "Microsoft.Authorization/roleAssignments/delete",
            "*/read",
        ]
    },
}
ASSIGNED = (
    "AcrPull",
    "AcrPush",
    "Azure Kubernetes Service Cluster User Role",
    "Azure Kubernetes Service RBAC Cluster Admin",
    "Cost Management Contributor",
    "Locks Contributor",
    "Network Contributor",
    "Reader",
    "Storage Blob Data Contributor",
    "Storage Blob Data Reader",
)
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
        f"{subscription}/providers/Microsoft.Authorization/roleDefinitions": {
            "value": [
                *(definition(name) for name in PERMISSIONS),
                *(definition(name, id_=role_id(name)) for name in ASSIGNED),
            ]
        },
        f"{subscription}/locations": {"value": LOCATIONS},
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
        f"{subscription}/providers/Microsoft.Consumption/budgets": {"value": []},
    }
    for location in REGIONS:
        api.resources |= _region(subscription, location)
        versions = f"{subscription}{KUBERNETES_VERSIONS}".replace("eastus", location)
        api.resources[versions] = {"values": [kubernetes_version(environment.cluster.kubernetes_version)]}
    api.respond.extend([_names_are_free, _policies_allow])
    return target


def _region(subscription: str, location: str) -> dict[str, Any]:
    """Return what each provider answers about a region that offers everything.

    Sources: learn.microsoft.com, REST references: "Usages - List", "Check Dns Name Availability" (virtual
    networks), "Usage - List" (compute), "Capabilities By Location - List" (PostgreSQL).
    """
    providers = f"{subscription}/providers"
    return {
        f"{providers}/Microsoft.Compute/locations/{location}/usages": {
            "value": [usage("cores", limit=20, used=0), usage("standardDSv3Family", limit=12, used=0)]
        },
        f"{providers}/Microsoft.Network/locations/{location}/usages": {
            "value": [
                usage("StandardSkuPublicIpAddresses", limit=20, used=1),
                usage("PublicIPAddresses", limit=20, used=1),
            ]
        },
        f"{providers}/Microsoft.DBforPostgreSQL/locations/{location}/capabilities": {"value": [capability()]},
        f"{providers}/Microsoft.Network/locations/{location}/CheckDnsNameAvailability": {"available": True},
    }


def assignment(role: str, *, scope: str, condition: str | None = None, id_: str = "") -> dict[str, Any]:
    """Return a role assignment as Resource Manager lists it."""
    path = f"/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/{id_ or BUILT_IN[role]}"
    return {"properties": {"roleDefinitionId": path, "scope": scope, "condition": condition}}


def role_id(role: str) -> str:
    """Return the id of a role; one of the test's, where the code does not need the real one."""
    return BUILT_IN.get(role) or str(uuid5(NAMESPACE_URL, role))


def definition(role: str, *, id_: str = "", **permission: list[str]) -> dict[str, Any]:
    """Return a role definition as Resource Manager lists it. Source: "Role Definitions - List"."""
    permissions = permission or PERMISSIONS.get(role, {"actions": ["*/read"]})
    return {
        "name": id_ or BUILT_IN[role],
        "properties": {"roleName": role, "type": "BuiltInRole", "permissions": [permissions]},
    }


def capability(**changes: Any) -> dict[str, Any]:
    """Return what a region offers of PostgreSQL. Source: "Capabilities By Location - List"."""
    return {
        "name": "FlexibleServerCapabilities",
        "supportedServerEditions": [
            edition("Burstable", sku("Standard_B1ms", modes=["SameZone"])),
            edition("GeneralPurpose", sku("Standard_D2ds_v5", modes=["SameZone", "ZoneRedundant"])),
        ],
        "supportedServerVersions": [{"name": version} for version in ("15", "16", "17")],
        "supportedFeatures": [{"name": "ZoneRedundantHa", "status": "Enabled"}],
        "geoBackupSupported": "Enabled",
        "zoneRedundantHaSupported": "Enabled",
        "zoneRedundantHaAndGeoBackupSupported": "Enabled",
        "restricted": "Disabled",
        **changes,
    }


def edition(name: str, *skus: dict[str, Any]) -> dict[str, Any]:
    """Return a tier of compute with 32 and 64 GB of storage."""
    sizes = [{"storageSizeMb": 32768}, {"storageSizeMb": 65536}]
    return {
        "name": name,
        "supportedStorageEditions": [{"name": "ManagedDisk", "supportedStorageMb": sizes}],
        "supportedServerSkus": list(skus),
    }


def sku(name: str, *, modes: list[str]) -> dict[str, Any]:
    """Return a size of compute; its standbys are in the same zone or in another."""
    return {"name": name, "vCores": 2, "supportedZones": ["1", "2", "3"], "supportedHaMode": modes}


def region(name: str, display: str, *, at: tuple[str, str], group: str = "US") -> dict[str, Any]:
    """Return a region with three zones. Source: "Subscriptions - List Locations"."""
    zones = [{"logicalZone": zone, "physicalZone": f"{name}-az{zone}"} for zone in ("1", "2", "3")]
    return {
        "name": name,
        "displayName": display,
        "metadata": {
            "regionType": "Physical",
            "regionCategory": "Recommended",
            "geographyGroup": group,
            "latitude": at[0],
            "longitude": at[1],
        },
        "availabilityZoneMappings": zones,
    }


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


#: The coordinates are those of Azure's answer for East US, East US 2, Central US and West Europe.
LOCATIONS = [
    region("eastus", "East US", at=("37.3719", "-79.8164")),
    region("centralus", "Central US", at=("41.5908", "-93.6208")),
    region("eastus2", "East US 2", at=("36.6681", "-78.3889")),
    region("westeurope", "West Europe", at=("52.3667", "4.9"), group="Europe"),
]
REGIONS = tuple(str(one["name"]) for one in LOCATIONS)


def _policies_allow(call: Call) -> Answer | None:
    asked = call.path.endswith("/checkPolicyRestrictions")
    nothing = {"fieldRestrictions": [], "contentEvaluationResult": {"policyEvaluations": []}}
    return Answer(body=nothing) if asked else None


def _names_are_free(call: Call) -> Answer | None:
    free = call.path.endswith("/checkNameAvailability")
    return Answer(body={"nameAvailable": True}) if free else None

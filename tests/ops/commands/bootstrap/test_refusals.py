"""What stops a bootstrap before it changes anything."""

from dataclasses import replace

import pytest

from ops.clients.azure.environment import (
    AzureTarget,
    WrongSubscriptionError,
    check_subscription,
    refuse_placeholders,
)
from ops.clients.azure.management import AzureRefusedError
from ops.commands.bootstrap.quota import QuotaError, check_node_size, check_quota
from ops.commands.bootstrap.roles import MissingRoleError, check_roles
from tests.ops.clients.azure.resource_manager import Api, refused
from tests.ops.commands.bootstrap.subscription import assignment, usage
from tests.support.environment_files import EnvironmentFile

ROLES = "/providers/Microsoft.Authorization/roleAssignments"


def test_the_placeholders_of_the_shipped_files_are_refused(environment_file: EnvironmentFile) -> None:
    with pytest.raises(WrongSubscriptionError, match="subscription_id is still the placeholder") as caught:
        refuse_placeholders(environment_file.load(), file="sample.yaml")
    assert "az account show" in caught.value.remedy


def test_a_subscription_that_the_login_does_not_see_is_named_with_those_that_it_does(
    api: Api, target: AzureTarget
) -> None:
    api.respond.append(
        lambda call: refused(404, "SubscriptionNotFound") if call.path == target.subscription else None
    )
    with pytest.raises(WrongSubscriptionError, match="ada does not see the subscription 3333") as caught:
        check_subscription(target)
    assert "you see: Other (2222)" in caught.value.remedy


def test_a_disabled_subscription_is_refused(api: Api, target: AzureTarget) -> None:
    api.resources[target.subscription]["state"] = "Disabled"
    with pytest.raises(WrongSubscriptionError, match="Production is Disabled"):
        check_subscription(target)


def test_a_subscription_of_another_tenant_is_refused(api: Api, target: AzureTarget) -> None:
    api.resources[target.subscription]["tenantId"] = "other"
    with pytest.raises(WrongSubscriptionError, match="tenant other") as caught:
        check_subscription(target)
    assert "az login --tenant other" in caught.value.remedy


@pytest.mark.parametrize(
    ("held", "enough"),
    [
        (["Owner"], True),
        (["Contributor", "User Access Administrator"], True),
        (["Contributor"], False),
        (["Contributor", "Role Based Access Control Administrator"], False),
        ([], False),
    ],
)
def test_roles_suffice_or_are_named(api: Api, target: AzureTarget, held: list[str], enough: bool) -> None:
    api.resources[target.subscription + ROLES] = {
        "value": [assignment(role, scope=target.subscription) for role in held]
    }
    if enough:
        assert check_roles(target) == " and ".join(held)
        return
    with pytest.raises(MissingRoleError) as caught:
        check_roles(target)
    assert f"held: {', '.join(held) or 'none'}" in caught.value.what
    assert "az role assignment create --role Owner" in caught.value.remedy


@pytest.mark.parametrize(
    ("scope", "enough"),
    [
        ("/", True),
        ("/providers/Microsoft.Management/managementGroups/all", True),
        ("/subscriptions/33333333-3333-3333-3333-333333333333", True),
        ("/subscriptions/33333333-3333-3333-3333-333333333333/resourceGroups/one", False),
    ],
)
def test_a_role_counts_where_it_reaches_the_whole_subscription(
    api: Api, target: AzureTarget, scope: str, enough: bool
) -> None:
    api.resources[target.subscription + ROLES] = {"value": [assignment("Owner", scope=scope)]}
    if enough:
        assert check_roles(target) == "Owner"
    else:
        with pytest.raises(MissingRoleError):
            check_roles(target)


def test_a_denied_read_of_the_roles_shows_azures_reason(api: Api, target: AzureTarget) -> None:
    api.respond.append(
        lambda call: refused(403, "AuthorizationFailed") if call.path.endswith(ROLES) else None
    )
    with pytest.raises(AzureRefusedError, match="AuthorizationFailed"):
        check_roles(target)


def test_a_quota_that_suffices_passes(target: AzureTarget) -> None:
    assert check_quota(target) == "12 cores of standardDSv3Family for 5 + 1 nodes"


@pytest.mark.parametrize("name", ["cores", "standardDSv3Family"])
def test_a_quota_that_is_too_small_is_named(api: Api, target: AzureTarget, name: str) -> None:
    path = f"{target.subscription}/providers/Microsoft.Compute/locations/eastus/usages"
    other = {"cores": "standardDSv3Family", "standardDSv3Family": "cores"}[name]
    api.resources[path] = {"value": [usage(name, limit=10, used=4), usage(other, limit=100, used=0)]}
    with pytest.raises(QuotaError, match=f"'{name}' in eastus has 6 left of 10"):
        check_quota(target)


def test_the_nodes_that_run_already_are_not_counted_against_the_quota(api: Api, target: AzureTarget) -> None:
    path = f"{target.subscription}/providers/Microsoft.Compute/locations/eastus/usages"
    cluster = f"{target.group}/providers/Microsoft.ContainerService/managedClusters/hackathon-todo-prod"
    api.resources[path] = {
        "value": [usage(name, limit=12, used=4) for name in ("cores", "standardDSv3Family")]
    }
    api.resources[cluster] = {
        "properties": {"agentPoolProfiles": [{"count": 2, "vmSize": "Standard_D2s_v3"}]}
    }
    assert check_quota(target).startswith("12 cores")


@pytest.mark.parametrize(
    ("restriction", "reason"),
    [
        (
            {"type": "Location", "reasonCode": "NotAvailableForSubscription"},
            r"closed to this subscription \(NotAvailableForSubscription\)",
        ),
        ({"type": "Zone", "restrictionInfo": {"zones": ["2"]}}, "zones 2 do not have it"),
    ],
)
def test_a_size_that_is_not_available_is_refused(
    api: Api, target: AzureTarget, restriction: dict[str, object], reason: str
) -> None:
    skus = api.resources[f"{target.subscription}/providers/Microsoft.Compute/skus"]
    skus["value"][0]["restrictions"] = [restriction]
    with pytest.raises(QuotaError, match=reason):
        check_node_size(target)


def test_a_size_that_the_region_does_not_offer_is_refused(api: Api, target: AzureTarget) -> None:
    api.resources[f"{target.subscription}/providers/Microsoft.Compute/skus"] = {"value": []}
    with pytest.raises(QuotaError, match="it is not offered there"):
        check_node_size(replace(target))

from datetime import date

import pytest

from contract.kubernetes_versions import newest_verified
from ops.clients.azure.environment import AzureTarget
from ops.commands.bootstrap.kubernetes_versions import (
    KubernetesVersionError,
    check_kubernetes_version,
    supported_versions,
)
from tests.ops.clients.azure.resource_manager import Api
from tests.ops.commands.bootstrap.subscription import KUBERNETES_VERSIONS, kubernetes_version

TODAY = date(2026, 11, 28)
CLUSTER = "/providers/Microsoft.ContainerService/managedClusters/hackathon-todo-prod"
NEWEST = newest_verified().minor


def _offers(api: Api, target: AzureTarget, *versions: object) -> None:
    api.resources[target.subscription + KUBERNETES_VERSIONS] = {"values": [*versions]}


def test_a_version_that_the_region_offers_passes_with_the_end_of_its_support(target: AzureTarget) -> None:
    passed = check_kubernetes_version(target, today=TODAY)
    assert passed == f"{NEWEST} in eastus: Kubernetes {NEWEST} is supported until {newest_verified().end}"


def test_a_version_whose_support_ends_soon_passes_with_a_warning(target: AzureTarget) -> None:
    passed = check_kubernetes_version(target, today=newest_verified().end)
    assert passed.startswith(f"AKS's support for Kubernetes {NEWEST} ends on ")


@pytest.mark.parametrize(
    "offer",
    [
        kubernetes_version(NEWEST, preview=True),
        kubernetes_version(NEWEST, "AKSLongTermSupport"),
        kubernetes_version("1.40"),
    ],
    ids=["preview", "long-term support only", "another version"],
)
def test_a_version_without_support_in_the_region_is_refused_with_those_that_have_it(
    api: Api, target: AzureTarget, offer: object
) -> None:
    _offers(api, target, kubernetes_version("1.9"), kubernetes_version("1.30"), offer)
    known = supported_versions(target)
    with pytest.raises(KubernetesVersionError) as caught:
        check_kubernetes_version(target, today=TODAY)
    assert caught.value.what == (
        f"eastus does not offer Kubernetes {NEWEST} with support; it offers: {', '.join(known)}"
    )
    assert caught.value.remedy == f'write kubernetes_version: "{known[-1]}"'
    assert known[:2] == ["1.9", "1.30"]


def test_a_region_without_any_version_is_refused(api: Api, target: AzureTarget) -> None:
    _offers(api, target)
    with pytest.raises(KubernetesVersionError, match="it offers: none") as caught:
        check_kubernetes_version(target, today=TODAY)
    assert caught.value.remedy == "choose another region"


@pytest.mark.parametrize(
    ("running", "following"),
    [("1.20.3", "1.30"), ("1.30.1", "1.31"), ("1.99.0", "1.100")],
    ids=["ended", "supported", "newer"],
)
def test_an_upgrade_that_skips_a_version_or_goes_back_is_refused(
    api: Api, target: AzureTarget, running: str, following: str
) -> None:
    _offers(api, target, kubernetes_version("1.30"), kubernetes_version(NEWEST))
    api.resources[f"{target.group}{CLUSTER}"] = {"properties": {"kubernetesVersion": running}}
    with pytest.raises(
        KubernetesVersionError, match=f"upgrades it only to Kubernetes {following}, not"
    ) as caught:
        check_kubernetes_version(target, today=TODAY)
    assert f'"{following}" first (docs/runbooks/upgrade-kubernetes.md)' in caught.value.remedy


def test_a_version_that_the_cluster_runs_already_is_no_obstacle(api: Api, target: AzureTarget) -> None:
    _offers(api, target, kubernetes_version("1.40"))
    api.resources[f"{target.group}{CLUSTER}"] = {"properties": {"kubernetesVersion": f"{NEWEST}.2"}}
    passed = check_kubernetes_version(target, today=date(2030, 1, 1))
    assert passed.startswith(f"eastus no longer offers Kubernetes {NEWEST}, which the cluster runs; ")
    assert "docs/runbooks/upgrade-kubernetes.md" in passed

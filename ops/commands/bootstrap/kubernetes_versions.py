"""The Kubernetes versions that AKS offers in the region, against the one of the environment file."""

from datetime import UTC, date, datetime
from typing import Final

from azure.mgmt.containerservice import ContainerServiceClient
from azure.mgmt.containerservice.models import KubernetesVersion

from contract.kubernetes_versions import UPGRADE_RUNBOOK, minor_number, support_of
from ops.clients.azure.environment import AzureTarget
from ops.clients.azure.management import if_exists
from ops.commands.bootstrap.preflight.outcome import NotCheckedError
from ops.common.errors import UserError

_COMMUNITY_SUPPORT: Final = "KubernetesOfficial"


class KubernetesVersionError(UserError):
    """A Kubernetes version that the region does not offer, or offers without support."""


def check_kubernetes_version(target: AzureTarget, *, today: date | None = None) -> str:
    """Return the version's support in the region; raise KubernetesVersionError when AKS would refuse it.

    A version without support is accepted where the cluster runs it already: its owner can still deploy.
    """
    minor = target.environment.cluster.kubernetes_version
    location = target.environment.azure.location
    offered = supported_versions(target)
    running = _running_minor(target)
    support = support_of(minor, today=today or datetime.now(UTC).date())
    if running:
        _refuse_a_jump(running, minor, offered=offered)
    if minor in offered:
        return support.warning or f"{minor} in {location}: {support.what}"
    if running == minor:
        return f"{location} no longer offers Kubernetes {minor}, which the cluster runs; {support.remedy}"
    names = ", ".join(offered) or "none"
    raise KubernetesVersionError(
        f"{location} does not offer Kubernetes {minor} with support; it offers: {names}",
        where="cluster.kubernetes_version of the environment file",
        remedy=f'write kubernetes_version: "{offered[-1]}"' if offered else "choose another region",
    )


def _refuse_a_jump(running: str, wanted: str, *, offered: list[str]) -> None:
    """Raise KubernetesVersionError unless an upgrade is to the next minor version.

    From a version that is not offered any more, the oldest that is offered is the next. There is no way back.
    Sources: learn.microsoft.com/azure/aks/supported-kubernetes-versions, "Can I skip multiple AKS versions
    during a cluster upgrade?"; learn.microsoft.com/azure/aks/upgrade-node-pools, "Limitations".
    """
    major, minor = minor_number(running)
    following = f"{major}.{minor + 1}"
    if offered and minor_number(running) < minor_number(offered[0]):
        following = offered[0]
    if wanted not in {running, following}:
        raise KubernetesVersionError(
            f"the cluster runs {running}; AKS upgrades it only to Kubernetes {following}, not to {wanted}",
            where="cluster.kubernetes_version of the environment file",
            remedy=f'write kubernetes_version: "{following}" first ({UPGRADE_RUNBOOK})',
        )


def supported_versions(target: AzureTarget) -> list[str]:
    """Return the minors that the region offers with community support, in order; previews are left out.

    Source: learn.microsoft.com, REST reference of AKS, "Managed Clusters - List Kubernetes Versions".
    """
    location = target.environment.azure.location
    listed = target.azure.open(ContainerServiceClient).managed_clusters.list_kubernetes_versions(location)
    if listed.values_property is None:
        raise NotCheckedError(
            f"Azure's answer does not say which Kubernetes versions {location} offers",
            where="Microsoft.ContainerService/locations/kubernetesVersions",
            remedy=f"az aks get-versions --location {location} --output table",
        )
    minors = [str(one.version) for one in listed.values_property if _is_supported(one)]
    return sorted(minors, key=minor_number)


def _is_supported(version: KubernetesVersion) -> bool:
    plans = version.capabilities.support_plan if version.capabilities else None
    return not version.is_preview and _COMMUNITY_SUPPORT in (plans or [])


def _running_minor(target: AzureTarget) -> str | None:
    group, name = target.environment.azure.resource_group, target.environment.cluster.name
    cluster = if_exists(lambda: target.azure.open(ContainerServiceClient).managed_clusters.get(group, name))
    version = cluster.properties.kubernetes_version if cluster and cluster.properties else None
    return ".".join(version.split(".")[:2]) if version else None

"""cert-manager: certificates from an ACME authority, renewed before they expire."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from cdktf import ITerraformDependable
from constructs import Construct

from constructs_lib.kubernetes.chart import PRIORITY_CLASS, Chart, install, resources, spread_over_nodes
from contract.addons import AddonNamespace

NAMESPACE: Final = AddonNamespace.CERTIFICATES

_RELEASE: Final = "cert-manager"
_PART: Final = resources(cpu="10m", memory="64Mi", cpu_limit="250m", memory_limit="256Mi")
_CHECK_JOB: Final = resources(cpu="10m", memory="32Mi", cpu_limit="100m", memory_limit="128Mi")
_JSON_LOGS: Final = {"format": "json"}


class CertificateManager(Construct):
    """cert-manager with support for the Gateway API.

    Args:
        chart: The chart, with its version.
        high_availability: Whether controller, webhook and CA injector have two replicas each.
        depends_on: What must exist first: the definitions of the Gateway API, which cert-manager looks for
            once, when it starts. Default: nothing.

    Attributes:
        namespace: The namespace of cert-manager.
        resource: The release, for what must come after it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        chart: Chart,
        high_availability: bool,
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        self.resource: ITerraformDependable = install(
            self,
            release=_RELEASE,
            namespace=NAMESPACE,
            chart=chart,
            values=_values(high_availability=high_availability),
            depends_on=depends_on,
        )
        self.namespace: str = NAMESPACE


def _values(*, high_availability: bool) -> Mapping[str, Any]:
    replicas = 2 if high_availability else 1
    return {
        "global": {
            "priorityClassName": PRIORITY_CLASS,
            # In its own namespace rather than in kube-system, where it needs no right then.
            "leaderElection": {"namespace": NAMESPACE},
        },
        # As templates, so that an upgrade of the chart upgrades them; kept when the chart is removed,
        # because with the definitions every certificate would go, too.
        "crds": {"enabled": True, "keep": True},
        **_part("controller", replicas=replicas),
        "config": {
            **_configuration("controller", "ControllerConfiguration"),
            "gatewayAPI": {"enabled": True},
            "acmeHTTP01Config": {
                "solverResourceRequestCPU": "10m",
                "solverResourceRequestMemory": "64Mi",
                "solverResourceLimitsCPU": "100m",
                "solverResourceLimitsMemory": "64Mi",
            },
        },
        "webhook": {
            **_part("webhook", replicas=replicas),
            "config": _configuration("webhook", "WebhookConfiguration"),
        },
        "cainjector": {
            **_part("cainjector", replicas=replicas),
            "config": _configuration("cainjector", "CAInjectorConfiguration"),
        },
        "startupapicheck": {"resources": _CHECK_JOB},
    }


def _part(component: str, *, replicas: int) -> Mapping[str, Any]:
    labels = {"app.kubernetes.io/instance": _RELEASE, "app.kubernetes.io/component": component}
    return {
        "replicaCount": replicas,
        "resources": _PART,
        # One at most, and not one at least: a single replica must not hold up the drain of its node.
        "podDisruptionBudget": {"enabled": True, "maxUnavailable": 1},
        "topologySpreadConstraints": spread_over_nodes(labels),
    }


def _configuration(part: str, kind: str) -> Mapping[str, Any]:
    return {
        "apiVersion": f"{part}.config.cert-manager.io/v1alpha1",
        "kind": kind,
        "logging": _JSON_LOGS,
    }

"""The Dapr control plane."""

from collections.abc import Mapping
from typing import Any, Final

from constructs import Construct

from constructs_lib.dapr import CONTROL_PLANE_NAMESPACE
from constructs_lib.kubernetes.chart import PRIORITY_CLASS, Chart, install, resources

# Memory as in docs.dapr.io, "Production guidelines on Kubernetes". CPU requests are a quarter of what stands
# there: idle controllers must not reserve the two nodes that the application shares with them.
_OPERATOR: Final = resources(cpu="25m", memory="100Mi", cpu_limit="1", memory_limit="200Mi")
_SENTRY: Final = resources(cpu="25m", memory="30Mi", cpu_limit="1", memory_limit="200Mi")
_INJECTOR: Final = resources(cpu="25m", memory="30Mi", cpu_limit="1", memory_limit="200Mi")


class DaprControlPlane(Construct):
    """Dapr, installed from its Helm chart, with mutual TLS and JSON logs.

    Placement and scheduler are not installed: they serve actors, workflows and jobs, none of which the
    application uses. Highly available means three replicas of operator, sentry and injector, each with a
    disruption budget. See docs/decisions/0021-addon-charts.md.

    Output: `version`.
    """

    def __init__(self, scope: Construct, id_: str, *, chart: Chart, high_availability: bool) -> None:
        super().__init__(scope, id_)
        release = install(
            self,
            release="dapr",
            namespace=CONTROL_PLANE_NAMESPACE,
            chart=chart,
            values=_values(high_availability=high_availability),
        )
        self.version = release.version


def _values(*, high_availability: bool) -> Mapping[str, Any]:
    return {
        "global": {
            "ha": {"enabled": high_availability},
            "mtls": {"enabled": True},
            "logAsJson": True,
            "priorityClassName": PRIORITY_CLASS,
            "seccompProfile": "RuntimeDefault",
            "actors": {"enabled": False},
            "scheduler": {"enabled": False},
        },
        "dapr_operator": {
            "resources": _OPERATOR,
            # The injector's webhook lets pods through when it is away. The operator looks every minute for
            # pods that should have a sidecar and have none, and deletes them, so that they are made anew.
            "watchInterval": "1m",
        },
        "dapr_sentry": {"resources": _SENTRY},
        "dapr_sidecar_injector": {"resources": _INJECTOR, "sidecarDropALLCapabilities": True},
    }

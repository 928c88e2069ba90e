"""The Dapr control plane."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from cdktf import ITerraformDependable
from constructs import Construct

from constructs_lib.dapr import CONTROL_PLANE_NAMESPACE
from constructs_lib.kubernetes.chart import PRIORITY_CLASS, Chart, install, resources

# Memory as in docs.dapr.io, "Production guidelines on Kubernetes". CPU requests are a quarter of those
# there: idle controllers must not reserve the nodes that the application shares with them.
_OPERATOR: Final = resources(cpu="25m", memory="100Mi", cpu_limit="1", memory_limit="200Mi")
_SENTRY: Final = resources(cpu="25m", memory="30Mi", cpu_limit="1", memory_limit="200Mi")
_INJECTOR: Final = resources(cpu="25m", memory="30Mi", cpu_limit="1", memory_limit="200Mi")


class DaprControlPlane(Construct):
    """Dapr, installed from its Helm chart, with mutual TLS and JSON logs.

    Placement and scheduler are not installed, hence no actors, workflows or jobs. See
    docs/decisions/0021-addon-charts.md.

    Args:
        chart: The chart, with its version.
        high_availability: Whether operator, sentry and injector have three replicas and a disruption budget
            each.
        depends_on: What must exist first. Default: nothing.

    Attributes:
        version: The installed version of the chart.
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
        release = install(
            self,
            release="dapr",
            namespace=CONTROL_PLANE_NAMESPACE,
            chart=chart,
            values=_values(high_availability=high_availability),
            depends_on=depends_on,
        )
        self.version: str = release.version
        self.resource: ITerraformDependable = release


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
            # The injector's webhook lets pods through when it is down. Every minute the operator deletes
            # pods that should have a sidecar and have none, so that they are created again.
            "watchInterval": "1m",
        },
        "dapr_sentry": {"resources": _SENTRY},
        "dapr_sidecar_injector": {"resources": _INJECTOR, "sidecarDropALLCapabilities": True},
    }

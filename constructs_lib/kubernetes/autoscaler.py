"""The autoscaler of a Deployment."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_kubernetes.horizontal_pod_autoscaler_v2 import (
    HorizontalPodAutoscalerV2,
    HorizontalPodAutoscalerV2Metadata,
    HorizontalPodAutoscalerV2Spec,
    HorizontalPodAutoscalerV2SpecBehavior,
    HorizontalPodAutoscalerV2SpecBehaviorScaleDown,
    HorizontalPodAutoscalerV2SpecBehaviorScaleDownPolicy,
    HorizontalPodAutoscalerV2SpecBehaviorScaleUp,
    HorizontalPodAutoscalerV2SpecBehaviorScaleUpPolicy,
    HorizontalPodAutoscalerV2SpecMetric,
    HorizontalPodAutoscalerV2SpecMetricContainerResource,
    HorizontalPodAutoscalerV2SpecMetricContainerResourceTarget,
    HorizontalPodAutoscalerV2SpecScaleTargetRef,
)
from constructs import Construct

from constructs_lib.kubernetes.object_meta import ObjectMeta

_LOW_LOAD_SECONDS: Final = 300
_UP_PERIOD_SECONDS: Final = 15
_DOWN_PERIOD_SECONDS: Final = 60


@dataclass(frozen=True, kw_only=True)
class Scaling:
    """Bounds of the autoscaler and its aim.

    Attributes:
        minimum: Smallest number of replicas.
        maximum: Largest number of replicas.
        cpu_percent: CPU use that it aims at, in percent of the container's request.
    """

    minimum: int
    maximum: int
    cpu_percent: int


class Autoscaler(Construct):
    """An autoscaler that follows the CPU use of one container of a Deployment: up at once, down slowly.

    It counts that container alone: averaged over the pod, an idle sidecar's request would hide the load
    (with 250m and 100m, 70% of the pod are 98% of the container). Up: as many pods again every 15 s, so that
    the maximum is reached within a minute of the first measurement. Down: after five minutes of low load,
    one pod a minute.

    Args:
        metadata: Name, namespace and labels.
        deployment: Name of the Deployment.
        container: Name of the container whose CPU use counts.
        scaling: Bounds and aim.
        depends_on: What must exist first. Default: nothing.

    Attributes:
        resource: The autoscaler, for what must come after it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        metadata: ObjectMeta,
        deployment: str,
        container: str,
        scaling: Scaling,
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        self.resource: ITerraformDependable = HorizontalPodAutoscalerV2(
            self,
            "Default",
            metadata=HorizontalPodAutoscalerV2Metadata(**metadata.arguments),
            spec=HorizontalPodAutoscalerV2Spec(
                min_replicas=scaling.minimum,
                max_replicas=scaling.maximum,
                scale_target_ref=HorizontalPodAutoscalerV2SpecScaleTargetRef(
                    api_version="apps/v1", kind="Deployment", name=deployment
                ),
                metric=[_cpu(container, percent=scaling.cpu_percent)],
                behavior=HorizontalPodAutoscalerV2SpecBehavior(scale_up=[_up()], scale_down=[_down()]),
            ),
            depends_on=list(depends_on) or None,
        )


def _cpu(container: str, *, percent: int) -> HorizontalPodAutoscalerV2SpecMetric:
    return HorizontalPodAutoscalerV2SpecMetric(
        type="ContainerResource",
        container_resource=HorizontalPodAutoscalerV2SpecMetricContainerResource(
            container=container,
            name="cpu",
            target=HorizontalPodAutoscalerV2SpecMetricContainerResourceTarget(
                type="Utilization", average_utilization=percent
            ),
        ),
    )


def _up() -> HorizontalPodAutoscalerV2SpecBehaviorScaleUp:
    policy = HorizontalPodAutoscalerV2SpecBehaviorScaleUpPolicy
    return HorizontalPodAutoscalerV2SpecBehaviorScaleUp(
        stabilization_window_seconds=0,
        select_policy="Max",
        policy=[
            policy(type="Percent", value=100, period_seconds=_UP_PERIOD_SECONDS),
            policy(type="Pods", value=2, period_seconds=_UP_PERIOD_SECONDS),
        ],
    )


def _down() -> HorizontalPodAutoscalerV2SpecBehaviorScaleDown:
    policy = HorizontalPodAutoscalerV2SpecBehaviorScaleDownPolicy
    return HorizontalPodAutoscalerV2SpecBehaviorScaleDown(
        stabilization_window_seconds=_LOW_LOAD_SECONDS,
        select_policy="Max",
        policy=[policy(type="Pods", value=1, period_seconds=_DOWN_PERIOD_SECONDS)],
    )

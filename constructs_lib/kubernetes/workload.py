"""A part of the application that serves HTTP: its pods, its address, its autoscaler."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cdktf_cdktf_provider_kubernetes.deployment_v1 import (
    DeploymentV1,
    DeploymentV1Metadata,
    DeploymentV1Spec,
    DeploymentV1SpecSelector,
    DeploymentV1SpecStrategy,
    DeploymentV1SpecStrategyRollingUpdate,
    DeploymentV1SpecTemplate,
    DeploymentV1SpecTemplateMetadata,
    DeploymentV1SpecTemplateSpec,
    DeploymentV1SpecTemplateSpecContainer,
    DeploymentV1SpecTemplateSpecContainerEnv,
    DeploymentV1SpecTemplateSpecContainerEnvValueFrom,
    DeploymentV1SpecTemplateSpecContainerEnvValueFromSecretKeyRef,
    DeploymentV1SpecTemplateSpecContainerLivenessProbe,
    DeploymentV1SpecTemplateSpecContainerLivenessProbeHttpGet,
    DeploymentV1SpecTemplateSpecContainerPort,
    DeploymentV1SpecTemplateSpecContainerReadinessProbe,
    DeploymentV1SpecTemplateSpecContainerReadinessProbeHttpGet,
    DeploymentV1SpecTemplateSpecContainerResources,
    DeploymentV1SpecTemplateSpecContainerStartupProbe,
    DeploymentV1SpecTemplateSpecContainerStartupProbeHttpGet,
)
from cdktf_cdktf_provider_kubernetes.horizontal_pod_autoscaler_v2 import (
    HorizontalPodAutoscalerV2,
    HorizontalPodAutoscalerV2Metadata,
    HorizontalPodAutoscalerV2Spec,
    HorizontalPodAutoscalerV2SpecMetric,
    HorizontalPodAutoscalerV2SpecMetricResource,
    HorizontalPodAutoscalerV2SpecMetricResourceTarget,
    HorizontalPodAutoscalerV2SpecScaleTargetRef,
)
from cdktf_cdktf_provider_kubernetes.service_v1 import (
    ServiceV1,
    ServiceV1Metadata,
    ServiceV1Spec,
    ServiceV1SpecPort,
)
from constructs import Construct

from constructs_lib.kubernetes.secret import WriteOnlySecret


@dataclass(frozen=True, kw_only=True)
class ContainerResources:
    """Kubernetes quantities that a container asks for and that it may use at most."""

    requests: Mapping[str, str]
    limits: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Scaling:
    """Bounds of the autoscaler and the CPU use, in percent of the requests, that it aims at."""

    minimum: int
    maximum: int
    cpu_percent: int


@dataclass(frozen=True, kw_only=True)
class Probes:
    """Paths that answer 200 when the process lives (`liveness`) and when it can serve (`readiness`)."""

    liveness: str = "/health"
    readiness: str = "/ready"


@dataclass(frozen=True, kw_only=True)
class SecretValue:
    """An environment variable that is read from one key of a Secret."""

    variable: str
    secret: WriteOnlySecret


class Workload(Construct):
    """Deployment, Service and HorizontalPodAutoscaler of one HTTP server.

    The Deployment names no replica count: the autoscaler rules it, and Terraform must not fight.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        namespace: str,
        image: str,
        port: int,
        resources: ContainerResources,
        scaling: Scaling,
        secrets: Sequence[SecretValue],
        pod_annotations: Mapping[str, str],
        labels: Mapping[str, str],
        probes: Probes = Probes(),
    ) -> None:
        super().__init__(scope, id_)
        selector = {"app.kubernetes.io/name": name}
        labels = {**labels, **selector}
        container = DeploymentV1SpecTemplateSpecContainer(
            name=name,
            image=image,
            port=[DeploymentV1SpecTemplateSpecContainerPort(name="http", container_port=port)],
            env=[_environment_variable(value) for value in secrets],
            resources=DeploymentV1SpecTemplateSpecContainerResources(
                requests=resources.requests, limits=resources.limits
            ),
            **_probes(probes, port=port),
        )
        deployment = DeploymentV1(
            self,
            "deployment",
            metadata=DeploymentV1Metadata(name=name, namespace=namespace, labels=labels),
            spec=DeploymentV1Spec(
                selector=DeploymentV1SpecSelector(match_labels=selector),
                strategy=DeploymentV1SpecStrategy(
                    type="RollingUpdate",
                    rolling_update=DeploymentV1SpecStrategyRollingUpdate(max_unavailable="0", max_surge="1"),
                ),
                template=DeploymentV1SpecTemplate(
                    metadata=DeploymentV1SpecTemplateMetadata(
                        labels=labels, annotations={**pod_annotations, **_revisions(secrets)}
                    ),
                    spec=DeploymentV1SpecTemplateSpec(
                        automount_service_account_token=False, container=[container]
                    ),
                ),
            ),
        )
        _service(self, name=name, namespace=namespace, labels=labels, selector=selector, port=port)
        _autoscaler(self, target=deployment, name=name, namespace=namespace, labels=labels, scaling=scaling)


def _environment_variable(value: SecretValue) -> DeploymentV1SpecTemplateSpecContainerEnv:
    return DeploymentV1SpecTemplateSpecContainerEnv(
        name=value.variable,
        value_from=DeploymentV1SpecTemplateSpecContainerEnvValueFrom(
            secret_key_ref=DeploymentV1SpecTemplateSpecContainerEnvValueFromSecretKeyRef(
                name=value.secret.reference, key=value.variable
            )
        ),
    )


def _revisions(secrets: Sequence[SecretValue]) -> dict[str, str]:
    """Annotate the pods with their secrets' revisions, so that a changed secret rolls them."""
    return {f"secret-revision/{value.secret.name}": value.secret.revision_text for value in secrets}


def _probes(probes: Probes, *, port: int) -> dict[str, Any]:
    number = str(port)
    return {
        "startup_probe": DeploymentV1SpecTemplateSpecContainerStartupProbe(
            http_get=DeploymentV1SpecTemplateSpecContainerStartupProbeHttpGet(
                path=probes.liveness, port=number
            ),
            period_seconds=2,
            failure_threshold=30,
        ),
        "liveness_probe": DeploymentV1SpecTemplateSpecContainerLivenessProbe(
            http_get=DeploymentV1SpecTemplateSpecContainerLivenessProbeHttpGet(
                path=probes.liveness, port=number
            ),
            period_seconds=10,
            timeout_seconds=2,
            failure_threshold=3,
        ),
        "readiness_probe": DeploymentV1SpecTemplateSpecContainerReadinessProbe(
            http_get=DeploymentV1SpecTemplateSpecContainerReadinessProbeHttpGet(
                path=probes.readiness, port=number
            ),
            period_seconds=5,
            timeout_seconds=2,
            failure_threshold=3,
        ),
    }


def _service(
    scope: Construct,
    *,
    name: str,
    namespace: str,
    labels: Mapping[str, str],
    selector: Mapping[str, str],
    port: int,
) -> None:
    ServiceV1(
        scope,
        "service",
        metadata=ServiceV1Metadata(name=name, namespace=namespace, labels=labels),
        spec=ServiceV1Spec(
            type="ClusterIP",
            selector=selector,
            port=[ServiceV1SpecPort(name="http", port=80, target_port=str(port))],
        ),
    )


def _autoscaler(
    scope: Construct,
    *,
    target: DeploymentV1,
    name: str,
    namespace: str,
    labels: Mapping[str, str],
    scaling: Scaling,
) -> None:
    HorizontalPodAutoscalerV2(
        scope,
        "autoscaler",
        metadata=HorizontalPodAutoscalerV2Metadata(name=name, namespace=namespace, labels=labels),
        spec=HorizontalPodAutoscalerV2Spec(
            min_replicas=scaling.minimum,
            max_replicas=scaling.maximum,
            scale_target_ref=HorizontalPodAutoscalerV2SpecScaleTargetRef(
                api_version="apps/v1", kind="Deployment", name=target.metadata.name
            ),
            metric=[
                HorizontalPodAutoscalerV2SpecMetric(
                    type="Resource",
                    resource=HorizontalPodAutoscalerV2SpecMetricResource(
                        name="cpu",
                        target=HorizontalPodAutoscalerV2SpecMetricResourceTarget(
                            type="Utilization", average_utilization=scaling.cpu_percent
                        ),
                    ),
                )
            ],
        ),
    )

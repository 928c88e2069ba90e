"""A Deployment whose releases drop no request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from cdktf import ITerraformDependable, TerraformResourceLifecycle
from cdktf_cdktf_provider_kubernetes.deployment_v1 import (
    DeploymentV1,
    DeploymentV1Metadata,
    DeploymentV1Spec,
    DeploymentV1SpecSelector,
    DeploymentV1SpecStrategy,
    DeploymentV1SpecStrategyRollingUpdate,
    DeploymentV1SpecTemplate,
    DeploymentV1SpecTemplateMetadata,
    DeploymentV1Timeouts,
)
from constructs import Construct

from constructs_lib.kubernetes.object_meta import ObjectMeta
from constructs_lib.kubernetes.pod import Process, container, security_context, volumes
from constructs_lib.kubernetes.probes import Probes
from constructs_lib.kubernetes.structs import PodStructs, Struct
from contract.service_changes import ignore_changes
from contract.workloads import SURGE_PODS

# A pod that stops is still sent requests until every proxy has heard of it; then it finishes what it has.
DRAIN_SECONDS: Final = 10
GRACE_SECONDS: Final = 45
# Long enough for a node to be added (some 3 minutes); a rollout without progress for so long has failed.
_PROGRESS_SECONDS: Final = 300
# Terraform's own limit lies above the Deployment's, so that the Deployment says what is wrong.
_ROLLOUT_TIMEOUT: Final = "15m"


@dataclass(frozen=True, kw_only=True)
class PodIdentity:
    """How a workload's pods are found, and as whom they run.

    Attributes:
        selector: Labels by which the Deployment finds its pods. It never changes: it is immutable.
        service_account: Name of the pods' service account.
        annotations: Annotations of the pods. Default: none.
    """

    selector: Mapping[str, str]
    service_account: str
    annotations: Mapping[str, str] = field(default_factory=dict)


class RollingDeployment(Construct):
    """A Deployment that replaces its pods a few at a time, each new one ready before an old one goes.

    It names no replica count: an autoscaler rules it, and Terraform must not fight. Creating or changing it
    returns when the rollout is complete, and fails when a rollout makes no progress for five minutes.

    Args:
        metadata: Name, namespace and labels of the Deployment; its pods have the same labels.
        identity: How the pods are found, and as whom they run.
        process: What the main container runs; the container is named after the Deployment.
        port: Port on which it serves HTTP.
        probes: Paths of the probes.
        sidecar_volumes: Further volumes, for a sidecar that a webhook adds. Default: none.
        depends_on: What must exist first. Default: nothing.

    Attributes:
        name: The name, as a reference.
        resource: The Deployment, for what must come after it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        metadata: ObjectMeta,
        identity: PodIdentity,
        process: Process,
        port: int,
        probes: Probes,
        sidecar_volumes: Sequence[Struct] = (),
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        struct = PodStructs.of_deployment()
        main = container(
            struct,
            process,
            name=metadata.name,
            port=[struct.port(port, name="http")],
            lifecycle=_drain(struct),
            **probes.arguments(struct, port=port),
        )
        pods = struct(
            container=[main],
            volume=[*volumes(struct, process), *sidecar_volumes],
            security_context=security_context(struct, process),
            service_account_name=identity.service_account,
            automount_service_account_token=False,
            enable_service_links=False,
            termination_grace_period_seconds=GRACE_SECONDS,
            topology_spread_constraint=_spread(struct, identity.selector),
        )
        deployment = DeploymentV1(
            self,
            "Default",
            metadata=DeploymentV1Metadata(**metadata.arguments),
            spec=DeploymentV1Spec(
                selector=DeploymentV1SpecSelector(match_labels=identity.selector),
                progress_deadline_seconds=_PROGRESS_SECONDS,
                revision_history_limit=5,
                strategy=DeploymentV1SpecStrategy(
                    type="RollingUpdate",
                    rolling_update=DeploymentV1SpecStrategyRollingUpdate(
                        max_unavailable="0", max_surge=str(SURGE_PODS)
                    ),
                ),
                template=DeploymentV1SpecTemplate(
                    metadata=DeploymentV1SpecTemplateMetadata(
                        labels=metadata.labels, annotations=identity.annotations
                    ),
                    spec=pods,
                ),
            ),
            wait_for_rollout=True,
            timeouts=DeploymentV1Timeouts(create=_ROLLOUT_TIMEOUT, update=_ROLLOUT_TIMEOUT),
            lifecycle=TerraformResourceLifecycle(ignore_changes=ignore_changes("kubernetes_deployment_v1")),
            depends_on=list(depends_on) or None,
        )
        self.name: str = deployment.metadata.name
        self.resource: ITerraformDependable = deployment


def _drain(struct: PodStructs) -> Struct:
    # Kubernetes has a `sleep` action of its own, which version 2.38.0 of the provider does not know.
    return struct.stop_command(["sleep", str(DRAIN_SECONDS)])


def _spread(struct: PodStructs, selector: Mapping[str, str]) -> list[Struct]:
    """Spread each release over nodes, and over zones where that is possible.

    Two replicas on one node would go down with it, so the first is a rule. Nodes that are tainted, for
    instance because they are down, do not count: otherwise they would keep replacements from starting.
    """
    return [
        struct.spread(
            topology_key="kubernetes.io/hostname",
            labels=selector,
            when_unsatisfiable="DoNotSchedule",
            node_taints_policy="Honor",
        ),
        struct.spread(
            topology_key="topology.kubernetes.io/zone", labels=selector, when_unsatisfiable="ScheduleAnyway"
        ),
    ]

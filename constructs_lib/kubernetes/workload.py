"""An HTTP server of an application: its pods, its address, its autoscaler, its rights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from cdktf import ITerraformDependable
from constructs import Construct

from constructs_lib.kubernetes.autoscaler import Autoscaler, Scaling
from constructs_lib.kubernetes.deployment import PodIdentity, RollingDeployment
from constructs_lib.kubernetes.disruption_budget import DisruptionBudget
from constructs_lib.kubernetes.migration import Migration
from constructs_lib.kubernetes.network_policy import AllowedFlows, Flow
from constructs_lib.kubernetes.object_meta import ObjectMeta
from constructs_lib.kubernetes.pod import Process
from constructs_lib.kubernetes.probes import Probes
from constructs_lib.kubernetes.secret import WriteOnlySecret, revision_annotations
from constructs_lib.kubernetes.service import HttpService, StaticAddress
from constructs_lib.kubernetes.service_account import ServiceAccount, api_token_volume
from constructs_lib.kubernetes.structs import PodStructs

NAME_LABEL: Final = "app.kubernetes.io/name"
_DEFAULT_PROBES: Final = Probes()


@dataclass(frozen=True, kw_only=True)
class SidecarNeeds:
    """What the pods need for a sidecar that an admission webhook adds to them.

    Attributes:
        annotations: Annotations of the pods that request the sidecar.
        secrets: Secrets that it reads through the Kubernetes API, with a token that is mounted into it alone.
            Default: none, and no token.
    """

    annotations: Mapping[str, str]
    secrets: Sequence[WriteOnlySecret] = ()


@dataclass(frozen=True, kw_only=True)
class Flows:
    """The connections of the workload's pods.

    Attributes:
        ingress: What they receive. Default: nothing.
        egress: What they send. Default: nothing.
    """

    ingress: Sequence[Flow] = ()
    egress: Sequence[Flow] = ()


@dataclass(frozen=True, kw_only=True)
class MigrationStep:
    """A command that runs before the new pods start: in the same image, with the same settings.

    It runs without a sidecar, and its service account may do nothing.

    Attributes:
        command: The command with its arguments.
        secrets: The secrets that it sees. Default: those of the container.
        egress: What it sends. Default: no network policy of its pods.
    """

    command: Sequence[str]
    secrets: Sequence[WriteOnlySecret] | None = None
    egress: Sequence[Flow] = ()


class Workload(Construct):
    """One HTTP server of an application, with all that belongs to it.

    That is a service account, network policies, a Deployment, an autoscaler, a disruption budget and a
    Service; if wanted, a migration before the pods start, and what a sidecar needs.

    Args:
        metadata: Name, namespace and labels. Its objects get the label `app.kubernetes.io/name`, too.
        process: What the container runs.
        port: Port on which it serves HTTP.
        scaling: Bounds and aim of the autoscaler.
        flows: The connections of its pods. Default: no network policy of theirs.
        migration: What runs before the new pods start. Default: nothing.
        sidecar: What a sidecar needs. Default: there is none.
        public: The public address of its Service. Default: none; it is reached inside the cluster.
        probes: Paths of the probes. Default: `/health` and `/ready`.
        depends_on: What must exist before a pod starts. Default: nothing.

    Attributes:
        service: Name of its Service, as a reference.
        resource: The Deployment, for what must come after it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        metadata: ObjectMeta,
        process: Process,
        port: int,
        scaling: Scaling,
        flows: Flows | None = None,
        migration: MigrationStep | None = None,
        sidecar: SidecarNeeds | None = None,
        public: StaticAddress | None = None,
        probes: Probes = _DEFAULT_PROBES,
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        selector = {NAME_LABEL: metadata.name}
        common = metadata.labelled(selector)
        sidecar = sidecar or SidecarNeeds(annotations={})
        account = ServiceAccount(self, "account", metadata=common)
        first: list[ITerraformDependable] = []
        if flows:
            AllowedFlows(
                self, "flows", metadata=common, selector=selector, ingress=flows.ingress, egress=flows.egress
            )
        if migration:
            first.append(self._migrate(migration, metadata=metadata, process=process, depends_on=depends_on))
        if sidecar.secrets:
            first.append(account.grant_read_secrets(sidecar.secrets))
        deployment = RollingDeployment(
            self,
            "deployment",
            metadata=common,
            identity=PodIdentity(
                selector=selector,
                annotations={
                    **sidecar.annotations,
                    **revision_annotations([*process.secrets, *sidecar.secrets]),
                },
                service_account=account.name,
            ),
            process=process,
            port=port,
            probes=probes,
            sidecar_volumes=_sidecar_volumes(sidecar),
            depends_on=[*first, *depends_on],
        )
        self.resource = deployment.resource
        Autoscaler(
            self,
            "autoscaler",
            metadata=common,
            deployment=deployment.name,
            container=metadata.name,
            scaling=scaling,
        )
        DisruptionBudget(self, "disruption_budget", metadata=common, selector=selector)
        self.service: str = HttpService(
            self, "service", metadata=common, selector=selector, target_port=port, public=public
        ).name

    def _migrate(
        self,
        step: MigrationStep,
        *,
        metadata: ObjectMeta,
        process: Process,
        depends_on: Sequence[ITerraformDependable],
    ) -> ITerraformDependable:
        name = f"{metadata.name}-migration"
        secrets = process.secrets if step.secrets is None else step.secrets
        return Migration(
            self,
            "migration",
            metadata=metadata.named(name),
            process=replace(process, command=step.command, secrets=secrets),
            selector={NAME_LABEL: name},
            egress=step.egress,
            depends_on=depends_on,
        ).resource


def _sidecar_volumes(sidecar: SidecarNeeds) -> list[object]:
    if not sidecar.secrets:
        return []
    return [api_token_volume(PodStructs.of_deployment())]

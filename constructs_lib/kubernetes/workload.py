"""A part of an application that serves HTTP: its pods, its address, its autoscaler, its rights."""

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

    `annotations` ask for it. `secrets` are those that it reads through the Kubernetes API, with a token
    that is mounted into it alone; without any there is no token.
    """

    annotations: Mapping[str, str]
    secrets: Sequence[WriteOnlySecret] = ()


@dataclass(frozen=True, kw_only=True)
class Flows:
    """What the workload's pods receive and send, and what its migration sends."""

    ingress: Sequence[Flow]
    egress: Sequence[Flow]
    migration_egress: Sequence[Flow]


class Workload(Construct):
    """One HTTP server of an application, from its migration to its autoscaler.

    `migration_command` runs in the same image, with the same secrets and settings but without sidecar,
    before the new pods start. `after` is what has to be there before any pod starts.

    Output: `service` (its Service's name, a reference).
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        namespace: str,
        process: Process,
        port: int,
        scaling: Scaling,
        migration_command: Sequence[str],
        sidecar: SidecarNeeds,
        flows: Flows,
        labels: Mapping[str, str],
        after: Sequence[ITerraformDependable],
        public: StaticAddress | None = None,
        probes: Probes = _DEFAULT_PROBES,
    ) -> None:
        super().__init__(scope, id_)
        selector = {NAME_LABEL: name}
        common = {**labels, **selector}
        account = ServiceAccount(
            self,
            "account",
            name=name,
            namespace=namespace,
            readable=sidecar.secrets,
            labels=common,
        )
        AllowedFlows(
            self,
            "flows",
            name=name,
            namespace=namespace,
            selector=selector,
            labels=common,
            ingress=flows.ingress,
            egress=flows.egress,
        )
        migration = self._migration(
            name=f"{name}-migration",
            namespace=namespace,
            process=replace(process, command=migration_command),
            flows=flows.migration_egress,
            labels=labels,
            after=after,
        )
        deployment = RollingDeployment(
            self,
            "deployment",
            identity=PodIdentity(
                name=name,
                namespace=namespace,
                selector=selector,
                labels=common,
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
            after=[migration.job, *account.granted, *after],
        )
        Autoscaler(
            self,
            "autoscaler",
            name=name,
            namespace=namespace,
            deployment=deployment.name,
            container=name,
            scaling=scaling,
            labels=common,
        )
        DisruptionBudget(
            self, "disruption_budget", name=name, namespace=namespace, selector=selector, labels=common
        )
        service = HttpService(
            self,
            "service",
            name=name,
            namespace=namespace,
            selector=selector,
            target_port=port,
            labels=common,
            public=public,
        )
        self.service = service.name

    def _migration(
        self,
        *,
        name: str,
        namespace: str,
        process: Process,
        flows: Sequence[Flow],
        labels: Mapping[str, str],
        after: Sequence[ITerraformDependable],
    ) -> Migration:
        """Add the migration with an account that may do nothing and flows of its own."""
        selector = {NAME_LABEL: name}
        common = {**labels, **selector}
        account = ServiceAccount(
            self, "migration_account", name=name, namespace=namespace, readable=(), labels=common
        )
        AllowedFlows(
            self,
            "migration_flows",
            name=name,
            namespace=namespace,
            selector=selector,
            labels=common,
            egress=flows,
        )
        return Migration(
            self,
            "migration",
            name=name,
            namespace=namespace,
            process=process,
            service_account=account.name,
            labels=common,
            after=after,
        )


def _sidecar_volumes(sidecar: SidecarNeeds) -> list[object]:
    if not sidecar.secrets:
        return []
    return [api_token_volume(PodStructs("deployment_v1", "DeploymentV1"))]

"""The two workloads of a release."""

from collections.abc import Mapping, Sequence
from typing import Final

from cdktf import ITerraformDependable
from constructs import Construct

from constructs_lib.dapr.configuration import SidecarConfiguration
from constructs_lib.dapr.sidecar import LogLevel, Sidecar
from constructs_lib.image_variable import ImageVariable
from constructs_lib.kubernetes.autoscaler import Scaling
from constructs_lib.kubernetes.network_policy import Flow
from constructs_lib.kubernetes.pod import ContainerResources, Process
from constructs_lib.kubernetes.service import StaticAddress
from constructs_lib.kubernetes.workload import Flows, MigrationStep, SidecarNeeds, Workload
from environments.application import Application
from environments.application import Workload as WorkloadSettings
from environments.quantity import mebibytes
from environments.scaling import Resources
from stacks.app.building_blocks import BuildingBlocks, sidecar_configuration
from stacks.app.exposure import PublicExposure
from stacks.app.flows import ReleaseFlows
from stacks.app.secrets import ReleaseSecrets
from stacks.app.specs import APPLICATION, BACKEND, FRONTEND, TOKEN_AUDIENCE, TOKEN_ISSUER, WorkloadSpec

_DAPR_LOG_LEVELS: Final[Mapping[str, LogLevel]] = {
    "DEBUG": "debug",
    "INFO": "info",
    "WARNING": "warn",
    "ERROR": "error",
}


class ReleaseWorkload(Workload):
    """One workload with its migration and its Dapr sidecar.

    It runs in the namespace of the secrets that it reads.

    Attributes:
        namespace: That namespace.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        spec: WorkloadSpec,
        image: str,
        settings: WorkloadSettings,
        application: Application,
        secrets: ReleaseSecrets,
        flows: Flows,
        migration: Sequence[Flow],
        variables: Mapping[str, str],
        public: StaticAddress | None = None,
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        name = secrets.namespace.workload_name(spec.role)
        configuration = sidecar_configuration(scope, spec, namespace=secrets.namespace)
        super().__init__(
            scope,
            id_,
            metadata=secrets.namespace.object_meta(name),
            process=Process(
                image=image,
                user=spec.user,
                application=APPLICATION,
                resources=_resources(settings.resources),
                secrets=secrets.of_container(spec.role),
                environment=variables,
            ),
            port=spec.port,
            scaling=Scaling(**settings.replicas.model_dump()),
            migration=MigrationStep(
                command=spec.migration, secrets=secrets.of_migration(spec.role), egress=migration
            ),
            sidecar=_sidecar(spec, application=application, configuration=configuration, secrets=secrets),
            flows=flows,
            depends_on=[configuration.resource, *secrets.database.steps, *depends_on],
            public=public,
        )
        self.namespace = secrets.namespace


class Backend(ReleaseWorkload):
    """The API, whose sidecar offers it events and state."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        image: str,
        settings: Application,
        secrets: ReleaseSecrets,
        flows: ReleaseFlows,
        blocks: BuildingBlocks,
        connections: int,
    ) -> None:
        super().__init__(
            scope,
            id_,
            spec=BACKEND,
            image=image,
            settings=settings.backend,
            application=settings,
            secrets=secrets,
            flows=flows.backend,
            migration=flows.migration,
            variables={
                "AUTH_AUDIENCE": TOKEN_AUDIENCE,
                "AUTH_ISSUER": TOKEN_ISSUER,
                "AUTH_JWKS_URL": f"http://{secrets.namespace.workload_name(FRONTEND.role)}/api/auth/jwks",
                "DATABASE_POOL_SIZE": str(connections),
                "LOG_LEVEL": settings.log_level,
                "OPENAI_MODEL": settings.chat_model,
            },
            depends_on=blocks.resources,
        )


class Frontend(ReleaseWorkload):
    """The pages and sign-in; without a gateway, it is itself on the public address."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        settings: Application,
        secrets: ReleaseSecrets,
        flows: ReleaseFlows,
        exposure: PublicExposure,
        connections: int,
    ) -> None:
        super().__init__(
            scope,
            id_,
            spec=FRONTEND,
            image=ImageVariable(scope, FRONTEND.role).value,
            settings=settings.frontend,
            application=settings,
            secrets=secrets,
            flows=flows.frontend,
            migration=flows.migration,
            variables={
                "AUTH_DATABASE_POOL_SIZE": str(connections),
                "BETTER_AUTH_URL": exposure.url,
                **exposure.frontend_variables,
            },
            public=exposure.frontend_address,
        )


def access_process(image: str, *, settings: Application) -> Process:
    """Return the process that makes the logins at the database: a command of the backend's image."""
    return Process(
        image=image,
        user=BACKEND.user,
        application=APPLICATION,
        resources=_resources(settings.backend.resources),
    )


def _sidecar(
    spec: WorkloadSpec,
    *,
    application: Application,
    configuration: SidecarConfiguration,
    secrets: ReleaseSecrets,
) -> SidecarNeeds:
    read = secrets.of_sidecar(spec.role)
    resources = application.sidecar.resources
    sidecar = Sidecar(
        app_id=secrets.namespace.workload_name(spec.role),
        app_port=spec.port,
        configuration=configuration.name,
        log_level=_DAPR_LOG_LEVELS[application.log_level],
        resources=_resources(resources),
        memory_limit_mib=int(mebibytes(resources.limits.memory)),
        reads_secrets=bool(read),
    )
    return SidecarNeeds(annotations=sidecar.annotations, secrets=read)


def _resources(settings: Resources) -> ContainerResources:
    return ContainerResources(requests=settings.requests.model_dump(), limits=settings.limits.model_dump())

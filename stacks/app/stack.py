"""The application: one release of the backend and the frontend."""

from collections.abc import Sequence
from typing import Final

from cdktf import Fn, ITerraformDependable
from cdktf_cdktf_provider_kubernetes.provider import KubernetesProvider, KubernetesProviderExec
from constructs import Construct

from constructs_lib.dapr.sidecar import LogLevel, Sidecar
from constructs_lib.image_variable import ImageVariable
from constructs_lib.kubernetes import sign_in
from constructs_lib.kubernetes.autoscaler import Scaling
from constructs_lib.kubernetes.namespace import BoundedNamespace
from constructs_lib.kubernetes.network_policy import DenyByDefault
from constructs_lib.kubernetes.object_meta import ObjectMeta
from constructs_lib.kubernetes.pod import ContainerResources, Process
from constructs_lib.kubernetes.service import StaticAddress
from constructs_lib.kubernetes.workload import Flows, MigrationStep, SidecarNeeds, Workload
from environments import Environment
from environments.application import Workload as WorkloadSettings
from environments.database import ManagedDatabase
from environments.events import ExternalEvents, NoEvents, RedpandaEvents
from environments.quantity import mebibytes
from environments.scaling import Resources
from stacks.app.building_blocks import BuildingBlocks, sidecar_configuration
from stacks.app.entrance import Entrance
from stacks.app.flows import backend_flows, frontend_flows, migration_flows
from stacks.app.parts import APPLICATION, BACKEND, FRONTEND, Part
from stacks.app.quota import namespace_quota
from stacks.app.secrets import ReleaseSecrets
from stacks.deployment_stack import DeploymentStack
from stacks.remote_state import UpstreamState

_LABELS: Final = {
    "app.kubernetes.io/part-of": "hackathon-todo",
    "app.kubernetes.io/managed-by": "terraform",
}
_CLUSTER: Final = ("cluster_host", "cluster_ca_certificate")
_ADDRESS: Final = ("public_ip_name", "public_ip_resource_group", "public_fqdn")
_DATABASE: Final = ("database_host", "database_port", "database_name", "database_user")
_GATEWAY: Final = ("gateway_class", "gateway_controller", "gateway_namespace")
_KAFKA: Final = ("kafka_bootstrap_servers", "kafka_user")
_DAPR_LOG_LEVELS: Final[dict[str, LogLevel]] = {
    "DEBUG": "debug",
    "INFO": "info",
    "WARNING": "warn",
    "ERROR": "error",
}


class AppStack(DeploymentStack):
    """Namespace, secrets, building blocks, the two workloads and their entrance in one environment."""

    def __init__(self, scope: Construct, *, environment: Environment) -> None:
        super().__init__(scope, "app", environment=environment)
        self._environment = environment
        self._foundation, self._addons = self._upstream_states()
        self._sign_in_to_the_cluster()
        application = environment.application
        self._namespace = BoundedNamespace(
            self,
            "namespace",
            metadata=ObjectMeta(name=application.namespace, labels=_LABELS),
            quota=namespace_quota(application),
        )
        DenyByDefault(self, "deny_by_default", metadata=self._namespace.object_meta("deny-by-default"))
        self._secrets = self._write_secrets()
        self._blocks = self._building_blocks()
        self._entrance = Entrance(
            exposure=environment.exposure,
            default_host=self._foundation.text("public_fqdn"),
            address=StaticAddress(
                name=self._foundation.text("public_ip_name"),
                resource_group=self._foundation.text("public_ip_resource_group"),
            ),
            gateway=self._addons.text if self._has_gateway else None,
        )
        self._release()

        self.output("namespace", self._namespace.name, description="Namespace of the application")
        self.output("public_url", self._entrance.url, description="Where people find the application")
        self.output(
            "dapr_version", self._addons.text("dapr_version"), description="Dapr that the release runs on"
        )

    @property
    def _has_gateway(self) -> bool:
        return self._environment.exposure.kind == "gateway"

    def _upstream_states(self) -> tuple[UpstreamState, UpstreamState]:
        managed = isinstance(self._environment.database, ManagedDatabase)
        no_events = isinstance(self._environment.events, NoEvents)
        foundation = UpstreamState(
            self,
            "foundation",
            environment=self._environment,
            needs=[*_CLUSTER, *_ADDRESS, *(_DATABASE if managed else ())],
        )
        addons = UpstreamState(
            self,
            "addons",
            environment=self._environment,
            needs=[
                "dapr_version",
                *(_GATEWAY if self._has_gateway else ()),
                *(() if no_events else _KAFKA),
            ],
        )
        return foundation, addons

    def _sign_in_to_the_cluster(self) -> None:
        KubernetesProvider(
            self,
            "kubernetes",
            host=self._foundation.text("cluster_host"),
            cluster_ca_certificate=Fn.base64decode(self._foundation.text("cluster_ca_certificate")),
            exec=[
                KubernetesProviderExec(
                    api_version=sign_in.API_VERSION, command=sign_in.COMMAND, args=sign_in.ARGUMENTS
                )
            ],
        )

    def _write_secrets(self) -> ReleaseSecrets:
        secrets = ReleaseSecrets(self, namespace=self._namespace)
        if isinstance(self._environment.database, ManagedDatabase):
            secrets.managed_database(self._foundation)
        else:
            secrets.external_database()
        secrets.model_api()
        secrets.sign_in()
        if not isinstance(self._environment.events, NoEvents):
            secrets.kafka(user=self._addons.text("kafka_user"))
        return secrets

    def _building_blocks(self) -> BuildingBlocks:
        blocks = BuildingBlocks(
            self,
            "dapr",
            namespace=self._namespace,
            release_secrets=self._secrets,
        )
        events = self._environment.events
        if isinstance(events, RedpandaEvents | ExternalEvents):
            blocks.events(events, bootstrap_servers=self._addons.text("kafka_bootstrap_servers"))
        return blocks

    def _release(self) -> None:
        """Add the workloads, and the gateway that leads to them."""
        application, entrance = self._environment.application, self._entrance
        services = {
            BACKEND.role: self._workload(
                BACKEND,
                settings=application.backend,
                flows=backend_flows(self._environment, entrance=entrance.pods),
                variables={
                    "AUTH_AUDIENCE": BACKEND.name,
                    "AUTH_ISSUER": FRONTEND.name,
                    "AUTH_JWKS_URL": f"http://{FRONTEND.name}/api/auth/jwks",
                    "LOG_LEVEL": application.log_level,
                    "OPENAI_MODEL": application.chat_model,
                },
            ),
            FRONTEND.role: self._workload(
                FRONTEND,
                settings=application.frontend,
                flows=frontend_flows(self._environment, entrance=entrance.pods),
                variables={"BETTER_AUTH_URL": entrance.url, **entrance.frontend_variables},
                public=entrance.frontend_address,
            ),
        }
        entrance.open(self, namespace=self._namespace, services=services)

    def _workload(
        self,
        part: Part,
        *,
        settings: WorkloadSettings,
        flows: Flows,
        variables: dict[str, str],
        public: StaticAddress | None = None,
    ) -> str:
        """Add one workload and return its Service's name."""
        configuration = sidecar_configuration(self, part, namespace=self._namespace)
        sidecar_secrets = self._secrets.of_sidecar(part.name)
        workload = Workload(
            self,
            part.name.replace("-", "_"),
            metadata=self._namespace.object_meta(part.name),
            process=Process(
                image=ImageVariable(self, part.role).value,
                user=part.user,
                application=APPLICATION,
                resources=_resources(settings.resources),
                secrets=self._secrets.of_container(part.name),
                environment=variables,
            ),
            port=part.port,
            scaling=Scaling(**settings.replicas.model_dump()),
            migration=MigrationStep(command=part.migration, egress=migration_flows(self._environment)),
            sidecar=SidecarNeeds(
                annotations=self._sidecar(
                    part, configuration=configuration.name, reads_secrets=bool(sidecar_secrets)
                ).annotations,
                secrets=sidecar_secrets,
            ),
            flows=flows,
            depends_on=[configuration.resource, *self._blocks_of(part)],
            public=public,
        )
        return workload.service

    def _blocks_of(self, part: Part) -> Sequence[ITerraformDependable]:
        return self._blocks.resources if part is BACKEND else ()

    def _sidecar(self, part: Part, *, configuration: str, reads_secrets: bool) -> Sidecar:
        resources = self._environment.application.sidecar.resources
        return Sidecar(
            app_id=part.name,
            app_port=part.port,
            configuration=configuration,
            log_level=_dapr_log_level(self._environment.application.log_level),
            resources=_resources(resources),
            memory_limit_mib=int(mebibytes(resources.limits.memory)),
            reads_secrets=reads_secrets,
        )


def _resources(settings: Resources) -> ContainerResources:
    return ContainerResources(requests=settings.requests.model_dump(), limits=settings.limits.model_dump())


def _dapr_log_level(level: str) -> LogLevel:
    """Return Dapr's name for a log level: it says `warn`."""
    return _DAPR_LOG_LEVELS[level]

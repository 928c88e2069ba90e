"""The application stack of one environment: one release of the backend and the frontend."""

from constructs import Construct

from constructs_lib.image_variable import ImageVariable
from contract.outputs import AddonsOutput
from contract.outputs import AppOutput as Output
from contract.stacks import StackName
from environments import Environment
from environments.exposure import GatewayExposure
from stacks.app.building_blocks import BuildingBlocks
from stacks.app.database import ReleaseDatabase
from stacks.app.exposure import PublicExposure
from stacks.app.flows import ReleaseFlows
from stacks.app.gateway import ReleaseGateway
from stacks.app.namespace import ReleaseNamespace
from stacks.app.provider import ClusterKubernetes
from stacks.app.secrets import ReleaseSecrets
from stacks.app.specs import BACKEND
from stacks.app.upstream import addons_outputs, foundation_outputs
from stacks.app.workloads import Backend, Frontend, access_process
from stacks.deployment_stack import DeploymentStack
from stacks.remote_state import UpstreamState


class AppStack(DeploymentStack):
    """Namespace, secrets, building blocks, the two workloads and their exposure in one environment."""

    def __init__(self, scope: Construct, *, environment: Environment) -> None:
        super().__init__(scope, StackName.APP, environment=environment)
        env, settings = environment, environment.application
        foundation = UpstreamState(self, StackName.FOUNDATION, environment=env, needs=foundation_outputs(env))
        addons = UpstreamState(self, StackName.ADDONS, environment=env, needs=addons_outputs(env))
        ClusterKubernetes(self, "kubernetes", foundation=foundation)
        namespace = ReleaseNamespace(self, "namespace", settings=settings)
        exposure = PublicExposure(
            application=settings.name, settings=env.exposure, foundation=foundation, addons=addons
        )
        flows = ReleaseFlows(
            application=settings.name,
            database=env.database,
            network=env.network,
            events=env.events,
            callers=exposure.pods,
        )
        backend_image = ImageVariable(self, BACKEND.role).value
        database = ReleaseDatabase(
            self,
            "database",
            settings=env.database,
            namespace=namespace,
            foundation=foundation,
            process=access_process(backend_image, settings=settings),
            egress=flows.migration,
        )
        secrets = ReleaseSecrets(
            self, "secrets", database=database, events=env.events, namespace=namespace, addons=addons
        )
        blocks = BuildingBlocks(
            self,
            "dapr",
            settings=env.events,
            secrets=secrets,
            addons=addons,
            connections=env.connections.sidecar,
        )
        backend = Backend(
            self,
            "todo_backend",
            image=backend_image,
            settings=settings,
            secrets=secrets,
            flows=flows,
            blocks=blocks,
            connections=env.connections.backend,
        )
        frontend = Frontend(
            self,
            "todo_frontend",
            settings=settings,
            secrets=secrets,
            flows=flows,
            exposure=exposure,
            connections=env.connections.frontend,
        )
        database.retire_logins(after=[backend.resource, frontend.resource])
        if isinstance(env.exposure, GatewayExposure):
            ReleaseGateway(
                self, "gateway", settings=env.exposure, exposure=exposure, backend=backend, frontend=frontend
            )
        self.declare({Output.NAMESPACE: namespace.name, Output.PUBLIC_URL: exposure.url})
        self.declare({Output.DAPR_VERSION: addons.text(AddonsOutput.DAPR_VERSION)})

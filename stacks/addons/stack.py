"""The add-ons stack of one environment."""

from constructs import Construct

from constructs_lib.dapr.control_plane import DaprControlPlane
from contract.outputs import AddonsOutput as Output
from contract.stacks import StackName
from contract.topics import TOPICS
from environments import Environment
from environments.events import ExternalEvents, NoEvents, RedpandaEvents
from stacks.addons.events import RedpandaKafka
from stacks.addons.gateway import ClusterGateway
from stacks.addons.helm import ClusterHelm
from stacks.charts import DAPR
from stacks.deployment_stack import DeploymentStack
from stacks.remote_state import CLUSTER, UpstreamState


class AddonsStack(DeploymentStack):
    """Dapr, the gateway's controller, cert-manager and, where the environment wants one, a Kafka cluster."""

    def __init__(self, scope: Construct, *, environment: Environment) -> None:
        super().__init__(scope, StackName.ADDONS, environment=environment)
        foundation = UpstreamState(self, StackName.FOUNDATION, environment=environment, needs=CLUSTER)
        ClusterHelm(self, "helm", foundation=foundation)
        dapr = DaprControlPlane(
            self, "dapr", chart=DAPR, high_availability=environment.dapr.high_availability
        )
        self.declare({Output.DAPR_VERSION: dapr.version})
        gateway = ClusterGateway(self, "gateway", settings=environment.gateway)
        self.declare(
            {
                Output.GATEWAY_CLASS: gateway.class_name,
                Output.GATEWAY_CONTROLLER: gateway.controller_name,
                Output.GATEWAY_NAMESPACE: gateway.namespace,
            }
        )
        match environment.events:
            case RedpandaEvents() as events:
                kafka = RedpandaKafka(self, "events", settings=events)
                servers, user = kafka.bootstrap_servers, kafka.user
            case ExternalEvents() as events:
                servers, user = ",".join(events.bootstrap_servers), events.user
            case NoEvents():
                return
        self.declare({Output.KAFKA_BOOTSTRAP_SERVERS: servers, Output.KAFKA_USER: user})
        self.declare({Output.KAFKA_TOPICS: list(TOPICS)})

"""The add-ons: what the application needs on the cluster before it can be released."""

from typing import Final

from cdktf import Fn
from cdktf_cdktf_provider_helm.provider import (
    HelmProvider,
    HelmProviderKubernetes,
    HelmProviderKubernetesExec,
)
from constructs import Construct

from constructs_lib.dapr.control_plane import DaprControlPlane
from constructs_lib.events.kafka_user import KafkaUser
from constructs_lib.events.redpanda_cluster import RedpandaCluster
from constructs_lib.events.topic import Topic
from constructs_lib.kubernetes import sign_in
from constructs_lib.kubernetes.certificate_manager import CertificateManager
from constructs_lib.kubernetes.gateway_controller import GatewayController
from constructs_lib.secret_variable import SecretVariable
from contract.inputs import SecretName
from contract.topics import TOPICS
from environments import Environment
from environments.events import ExternalEvents, NoEvents, RedpandaEvents
from imports.redpanda.provider import RedpandaProvider
from stacks.charts import CERT_MANAGER, DAPR, ENVOY_GATEWAY
from stacks.deployment_stack import DeploymentStack
from stacks.remote_state import UpstreamState

# The GatewayClass that `app` makes: its definition comes with this stack, so it cannot be made here.
_GATEWAY_CLASS: Final = "envoy"


class AddonsStack(DeploymentStack):
    """Dapr, the gateway's controller, cert-manager and, where the environment wants one, a Kafka cluster."""

    def __init__(self, scope: Construct, *, environment: Environment) -> None:
        super().__init__(scope, "addons", environment=environment)
        self._sign_in_to_the_cluster(environment)
        dapr = DaprControlPlane(
            self, "dapr", chart=DAPR, high_availability=environment.dapr.high_availability
        )
        self.output("dapr_version", dapr.version, description="Version of Dapr on the cluster")
        self._gateway(high_availability=environment.gateway.high_availability)
        match environment.events:
            case RedpandaEvents() as events:
                self._redpanda(events)
            case ExternalEvents() as events:
                self._put_out_kafka(servers=",".join(events.bootstrap_servers), user=events.user)
            case NoEvents():
                pass

    def _sign_in_to_the_cluster(self, environment: Environment) -> None:
        foundation = UpstreamState(
            self, "foundation", environment=environment, needs=["cluster_host", "cluster_ca_certificate"]
        )
        HelmProvider(
            self,
            "helm",
            kubernetes=HelmProviderKubernetes(
                host=foundation.text("cluster_host"),
                cluster_ca_certificate=Fn.base64decode(foundation.text("cluster_ca_certificate")),
                exec=HelmProviderKubernetesExec(
                    api_version=sign_in.API_VERSION, command=sign_in.COMMAND, args=sign_in.ARGUMENTS
                ),
            ),
        )

    def _gateway(self, *, high_availability: bool) -> None:
        controller = GatewayController(
            self, "gateway", chart=ENVOY_GATEWAY, high_availability=high_availability
        )
        CertificateManager(
            self,
            "certificates",
            chart=CERT_MANAGER,
            high_availability=high_availability,
            depends_on=[controller.resource],
        )
        self.output("gateway_class", _GATEWAY_CLASS, description="Name for the GatewayClass of the gateway")
        self.output(
            "gateway_controller", controller.controller_name, description="Controller of that GatewayClass"
        )
        self.output(
            "gateway_namespace", controller.namespace, description="Namespace in which the proxies run"
        )

    def _redpanda(self, events: RedpandaEvents) -> None:
        # It signs in with REDPANDA_CLIENT_ID and REDPANDA_CLIENT_SECRET, which are never written down.
        RedpandaProvider(self, "redpanda_cloud")
        cluster = RedpandaCluster(
            self,
            "events",
            name=events.cluster,
            resource_group=events.resource_group,
            region=events.region,
        )
        user = KafkaUser(
            self,
            "events_user",
            name=events.user,
            mechanism=events.mechanism,
            password=SecretVariable(
                self, SecretName.REDPANDA_PASSWORD, purpose=f"password of the Kafka user {events.user}"
            ),
            consumer_group=events.consumer_group,
            cluster_api_url=cluster.api_url,
        )
        user.grant_read_write({_id(topic): self._topic(topic, events, cluster) for topic in TOPICS})
        self._put_out_kafka(servers=cluster.bootstrap_servers, user=user.name)

    def _topic(self, name: str, events: RedpandaEvents, cluster: RedpandaCluster) -> str:
        topic = Topic(
            self,
            f"topic_{_id(name)}",
            name=name,
            partitions=events.partitions,
            retention_days=events.retention_days,
            cluster_api_url=cluster.api_url,
        )
        return topic.name

    def _put_out_kafka(self, *, servers: str, user: str) -> None:
        self.output("kafka_bootstrap_servers", servers, description="Kafka, as host:port,host:port")
        self.output("kafka_user", user, description="User of the application at Kafka")
        self.output("kafka_topics", list(TOPICS), description="Topics of the application")


def _id(topic: str) -> str:
    return topic.replace("-", "_")
